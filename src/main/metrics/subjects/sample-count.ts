/** How many samples are drawn of each checkpoint. */
import type { MetricOption } from '../../../shared/domain'

export const sampleCount: MetricOption = {
  key: 'samples',
  label: 'Samples per epoch',
  short: 'Samples',
  default: 512,
  min: 2,
  max: 4096,
  choices: [64, 256, 512, 1024, 4096].map(value => ({ value, label: `${value.toLocaleString('en')} samples` }))
}
