/** Mean absolute difference of translations from the targets of their pairs, in levels from 0 to 255. */
import { z } from 'zod'
import type { Metric } from './metric'
import { differences, mean } from './tools/differences'

const detail = z.object({ pairs: z.int(), nearer: z.int() })

const metric: Metric = {
  id: 'l1-to-target',
  label: 'Difference from the target (L1)',
  short: 'L1',
  help:
    'How much a translation differs from the target of its pair: mean of all pixels, 0 to 255. An input that ' +
    'is not translated at all is what to beat.',
  better: 'lower',
  reference: { label: 'The inputs as they are', short: 'L1 of inputs' },
  measure: {
    targets: ({ inputs, generated, targets, size }) => {
      const [translated, given] = [differences(generated, targets, size), differences(inputs, targets, size)]
      const nearer = translated.filter((value, i) => value < (given[i] ?? NaN)).length
      return { value: mean(translated), reference: mean(given), detail: { pairs: translated.length, nearer } }
    }
  },
  report: ({ epoch, detail: kept }) => {
    const { pairs, nearer } = detail.parse(kept)
    return {
      notes: [
        {
          level: 'info',
          text:
            `In epoch ${epoch}, ${nearer} of ${pairs} translations are nearer to their target than the input is. ` +
            'The run learns from these pairs: on others it usually does worse.'
        }
      ]
    }
  }
}
export default metric
