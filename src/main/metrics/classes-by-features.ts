/**
 * How well a linear machine tells the classes of held-out pictures by what a network's convolutions find in them
 * (Radford, Metz and Chintala 2015, section 5.1), beside the same by the network before its first step: convolutions
 * that have learnt nothing find something too.
 */
import { z } from 'zod'
import { looker } from './subjects/classes'
import { percent } from './tools/percent'
import type { Metric } from './metric'

/** Numbers that the convolutions found in each picture, 0 where there are none. */
const detail = z.object({ classes: z.int(), size: z.int() })

/** What the difference means: within two standard errors of two shares of `count` pictures, nothing. */
function verdict(value: number, untrained: number, count: number): string {
  const mean = (value + untrained) / 2
  const margin = 2 * Math.sqrt((2 * mean * (1 - mean)) / Math.max(1, count))
  if (value - untrained > margin)
    return 'It has learnt what sets your classes apart, though it was never trained on them.'
  if (untrained - value > margin) return 'What it has learnt tells your classes apart less well than it did by chance.'
  return 'The difference is no more than chance between so few pictures: what it has learnt does not show here.'
}

const metric: Metric = {
  id: 'classes-by-features',
  label: 'Classes told by features',
  short: 'By features',
  help:
    'Share of held-out pictures that a linear SVM puts in the right class by what the network’s convolutions ' +
    'find in them. Above the same untrained, the network has learnt what sets the classes apart.',
  better: 'higher',
  share: true,
  reference: { label: 'By its convolutions untrained', short: 'Untrained' },
  measure: {
    classes: async (samples, { known, share }) => {
      const untrained = known
        ? (known.reference ?? null)
        : ((await samples.accuracy('untrained', part => share(part / 2)))?.share ?? null)
      const found = await samples.accuracy('network', part => share(known ? part : 0.5 + part / 2))
      return {
        value: found?.share ?? null,
        reference: untrained,
        detail: { classes: samples.classes, size: found?.size ?? 0 }
      }
    }
  },
  report: ({ run, epoch, value, reference, settings, detail: kept }) => {
    const { classes, size } = detail.parse(kept)
    const by = looker(run)
    if (value === null)
      return {
        notes: [
          {
            level: 'info',
            text:
              `This model’s ${by} has no convolutions that look at whole pictures by themselves: only the pixels ` +
              'could be asked.'
          }
        ]
      }
    return {
      notes: [
        {
          level: 'info',
          text: [
            `After epoch ${epoch}, ${percent(value)} of ${settings.heldOut ?? 0} held-out pictures are ` +
              `classified rightly by what the ${by}’s convolutions find (${size} numbers per picture, ${classes} ` +
              'classes),',
            `and ${percent(reference ?? 0)} by what they found untrained.`,
            verdict(value, reference ?? 0, settings.heldOut ?? 0)
          ].join(' ')
        }
      ]
    }
  }
}
export default metric
