/** Mean absolute difference of what comes back of pictures from what they were, in levels from 0 to 255. */
import { z } from 'zod'
import type { Metric } from './metric'
import { differences, mean } from './tools/differences'

const detail = z.object({ ways: z.array(z.object({ words: z.string(), back: z.number(), changed: z.number() })) })

const metric: Metric = {
  id: 'l1-there-and-back',
  label: 'Difference of what comes back (L1)',
  short: 'L1 of cycles',
  help:
    'How much a picture that is translated there and back differs from what it was: mean of all pixels, 0 to ' +
    '255, and of both ways. 0 beside 0 says that nothing is translated at all.',
  better: 'lower',
  reference: { label: 'How much translating changes them', short: 'L1 of change' },
  measure: {
    cycles: ({ ways, size }) => {
      const found = ways.map(({ words, inputs, generated, back }) => ({
        words,
        back: mean(differences(back, inputs, size)),
        changed: mean(differences(generated, inputs, size))
      }))
      return {
        value: mean(found.map(({ back }) => back)),
        reference: mean(found.map(({ changed }) => changed)),
        detail: { ways: found }
      }
    }
  },
  report: ({ epoch, detail: kept }) => ({
    table: {
      title: `There and back, epoch ${epoch}`,
      help: 'Mean absolute difference from the input, each way by itself.',
      columns: ['Back', 'Translated'],
      rows: detail.parse(kept).ways.map(({ words, back, changed }) => ({ label: words, values: [back, changed] }))
    }
  })
}
export default metric
