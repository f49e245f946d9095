/** What the convolutions of a checkpoint's network find in pictures. */
import { z } from 'zod'
import { defineCall } from './call'
import { bytes, floats, network } from './shapes'

export default defineCall({
  id: 'features',
  input: z.object({
    ...network,
    /** Of the run: its networks began with weights from it. */
    seed: z.int(),
    /** Null: the network before its first step. */
    checkpoint: z.string().nullable(),
    /** Count × height × width × channels. */
    pixels: bytes,
    count: z.int().positive()
  }),
  /**
   * `size`: numbers of each picture; 0 where the model has no convolutions that look at pictures. `values`: count ×
   * size.
   */
  output: z.object({ size: z.int().min(0), values: floats }),
  async run(input, tools) {
    const { features } = await import('../sampling/features')
    return features.find(input, tools)
  }
})
