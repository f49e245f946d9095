/**
 * How well a linear machine tells the classes of held-out pictures by their pixels alone: what features are to be seen
 * beside.
 */
import { percent } from './tools/percent'
import type { Metric } from './metric'

const metric: Metric = {
  id: 'classes-by-pixels',
  label: 'Classes told by the pixels',
  short: 'By pixels',
  help:
    'Share of held-out pictures that a linear SVM puts in the right class by their pixels alone. It is the ' +
    'same after every epoch.',
  better: 'higher',
  share: true,
  measure: {
    classes: async (samples, { known, share }) =>
      known ?? { value: (await samples.accuracy('pixels', share))?.share ?? null }
  },
  report: ({ value, settings }) => ({
    notes:
      value === null
        ? []
        : [
            {
              level: 'info',
              text:
                `By their pixels alone, ${percent(value)} of ${settings.heldOut ?? 0} held-out pictures are ` +
                'classified rightly.'
            }
          ]
  })
}
export default metric
