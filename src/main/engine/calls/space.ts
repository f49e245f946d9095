/** Latents as they are where a model's directions lie: a StyleGAN's as styles, others' as they are. */
import { z } from 'zod'
import { imageShape } from '../../../shared/domain'
import { defineCall } from './call'
import { floats, inputRows, network } from './shapes'

export default defineCall({
  id: 'space',
  input: z.object({ ...network, shape: imageShape, inputs: inputRows, count: z.int().positive() }),
  /** Count × latent. */
  output: floats,
  async run(input) {
    const { inSpace } = await import('../sampling/directions')
    return inSpace(input)
  }
})
