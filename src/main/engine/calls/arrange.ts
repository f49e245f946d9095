/** How alike pictures are to a run's discriminator: which stand by themselves, which are near to one, and a map. */
import { z } from 'zod'
import { defineCall } from './call'
import { bytes, floats, network } from './shapes'

export default defineCall({
  id: 'arrange',
  input: z.object({
    ...network,
    /** Count × height × width × channels. */
    pixels: bytes,
    count: z.int().min(2),
    /** One more picture, to which they are near or far. */
    near: bytes.nullable()
  }),
  /** `novelty`, `nearness` (empty without `near`): count, in usual distances. `map`: count × 2, from 0 to 1. */
  output: z.object({ novelty: floats, nearness: floats, map: floats }),
  async run(input, tools) {
    const { arrange } = await import('../sampling/arrange')
    return arrange(input, tools)
  }
})
