/** Latents of pictures, by a checkpoint's encoder: count × latent. */
import { z } from 'zod'
import { defineCall } from './call'
import { bytes, floats, network } from './shapes'

export default defineCall({
  id: 'encode',
  /** `pixels`: count × height × width × channels. */
  input: z.object({ ...network, pixels: bytes, count: z.int().positive() }),
  output: floats,
  async run(input, tools) {
    const { sampler } = await import('../sampling/sampler')
    return sampler.encode(input, tools)
  }
})
