/** How real pictures look to a run's discriminator, and where it looks. */
import { z } from 'zod'
import { imageShape } from '../../../shared/domain'
import { defineCall } from './call'
import { bytes, floats, network } from './shapes'

export default defineCall({
  id: 'scores',
  input: z.object({
    ...network,
    shape: imageShape,
    /** Count × height × width × channels. */
    pixels: bytes,
    /** Class of each, where the run has classes. */
    labels: z.instanceof(Int32Array),
    count: z.int().positive()
  }),
  /** `gradients`: count × height × width. */
  output: z.object({ scores: floats, gradients: floats }),
  async run(input, tools) {
    const { scoreMaps } = await import('../sampling/score-map')
    return scoreMaps(input, tools)
  }
})
