/**
 * How far translations are from pictures of the domain that they are translated to: the sliced Wasserstein distance
 * (sliced-wasserstein.ts), the mean of both ways.
 */
import { z } from 'zod'
import type { Metric } from './metric'
import { slicedWassersteins } from './sliced-wasserstein'
import { mean } from './tools/differences'

const detail = z.object({ ways: z.array(z.object({ words: z.string(), translated: z.number(), given: z.number() })) })

const metric: Metric = {
  id: 'domain-distance',
  label: 'Distance to the other folder (sliced Wasserstein)',
  short: 'SWD',
  help:
    'How far translations are, all together, from the pictures of the folder that they are to look like; ' +
    'mean of both ways. 0 is the same. Pictures that are not translated at all are what to beat.',
  better: 'lower',
  reference: { label: 'Pictures as they are', short: 'SWD of pictures' },
  measure: {
    cycles: ({ ways, size }, { seed, share }) => {
      const found = ways.map(({ words, generated, inputs, real }, i) => {
        const [translated = NaN, before = NaN] = slicedWassersteins([generated, inputs], real, size, { seed })
        share((i + 1) / ways.length)
        return { words, translated, given: before }
      })
      return {
        value: mean(found.map(({ translated }) => translated)),
        reference: mean(found.map(({ given }) => given)),
        detail: { ways: found }
      }
    }
  },
  report: ({ epoch, detail: kept }) => ({
    table: {
      title: `Distance to the other folder, epoch ${epoch}`,
      help: 'Sliced Wasserstein distance, each way by itself.',
      columns: ['Translated', 'As given'],
      rows: detail.parse(kept).ways.map(({ words, translated, given }) => ({
        label: words,
        values: [translated, given]
      }))
    }
  })
}
export default metric
