/**
 * How a run updates its weights, out of its settings; runs from before a setting existed are trained as they were then.
 */
import type { Settings } from '../../../shared/domain'
import type { Precision } from '../../tensors/program'

export interface UpdateOptions {
  optimiser: string
  weightDecay: number
  /** Largest common norm of the gradients; 0: as they come. */
  clipNorm: number
  /** Of the learning rate. */
  schedule: string
  /** Of the average of the networks that samples are drawn with; 0: none. */
  emaDecay: number
  /** Step that the average starts at. */
  emaStart: number
  /** Parts in which a batch is worked through. */
  accumulate: number
}

const before: UpdateOptions = {
  optimiser: 'adam',
  weightDecay: 0,
  clipNorm: 0,
  schedule: 'constant',
  emaDecay: 0,
  emaStart: 0,
  accumulate: 1
}

/** What convolutions and matrix products are asked to run in. */
export const precisionOf = ({ precision }: Settings): Precision =>
  precision === 'bfloat16' || precision === 'float16' ? precision : 'float32'

export function updateOptions(settings: Settings): UpdateOptions {
  const own = Object.entries(before).map(([key, value]) => [
    key,
    typeof settings[key] === typeof value ? settings[key] : value
  ])
  return { ...(Object.fromEntries(own) as unknown as UpdateOptions), ...averageByPictures(settings) }
}

/** Where the memory of the average is said in thousands of pictures: 0 is ten for a batch of 32, and so on. */
function averageByPictures({ emaHalfLife, batchSize }: Settings): { emaDecay: number } | null {
  if (typeof emaHalfLife !== 'number' || typeof batchSize !== 'number') return null
  return { emaDecay: 0.5 ** (batchSize / (1000 * (emaHalfLife || (10 * batchSize) / 32))) }
}
