/** Peak signal-to-noise ratio of translations to the targets of their pairs: 10 · log10(255² / MSE), in decibels. */
import type { Metric } from './metric'
import { squaredDifference } from './tools/differences'

const decibels = (squared: number): number => 10 * Math.log10(255 ** 2 / squared)

const metric: Metric = {
  id: 'psnr',
  label: 'Peak signal-to-noise ratio (PSNR)',
  short: 'PSNR',
  help:
    'How near translations are to the targets of their pairs, in decibels, by the mean squared error over ' +
    'all of them. Ten more are a tenth of the error.',
  better: 'higher',
  reference: { label: 'The inputs as they are', short: 'PSNR of inputs' },
  measure: {
    // Where all are the same to the byte it is infinite: no number.
    targets: ({ inputs, generated, targets, size }) => ({
      value: decibels(squaredDifference(generated, targets, size)),
      reference: decibels(squaredDifference(inputs, targets, size))
    })
  }
}
export default metric
