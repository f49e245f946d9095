/** Multi-scale structural similarity (ms-ssim.ts) of translations to the targets of their pairs. */
import { elementCount } from '../lib/shape'
import type { ImageShape } from '../../shared/domain'
import { msSsim, pyramid, scaleWeights } from './ms-ssim'
import type { Metric } from './metric'
import { mean } from './tools/differences'

const metric: Metric = {
  id: 'ms-ssim-to-target',
  label: 'Likeness to the target (MS-SSIM)',
  short: 'MS-SSIM to target',
  help:
    'How alike translations and the targets of their pairs are in structure, from 0 to 1, the same. Small ' +
    'shifts of brightness count for little.',
  better: 'higher',
  reference: { label: 'The inputs as they are', short: 'MS-SSIM of inputs' },
  measure: {
    targets: ({ inputs, generated, targets, shape }, { known, share }) => ({
      reference: known ? (known.reference ?? null) : meanLikeness(inputs, targets, shape, done => share(done / 2)),
      value: meanLikeness(generated, targets, shape, done => share(0.5 + done / 2))
    })
  }
}
export default metric

/** @returns null where pictures are smaller than its window */
export function meanLikeness(
  a: Uint8Array,
  b: Uint8Array,
  shape: ImageShape,
  share: (share: number) => void = () => undefined
): number | null {
  if (scaleWeights(shape).length === 0) return null
  const size = elementCount(shape)
  const count = a.length / size
  const at = (pictures: Uint8Array, i: number) => pyramid(pictures.subarray(i * size, (i + 1) * size), shape)
  return mean(
    Array.from({ length: count }, (_, i) => {
      share(i / count)
      return msSsim(at(a, i), at(b, i), shape)
    })
  )
}
