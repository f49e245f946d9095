/** What a checkpoint draws from rows of what its model declares to be sampled from. */
import { z } from 'zod'
import { imageShape } from '../../../shared/domain'
import { defineCall } from './call'
import { inputRows, network, samplePixels } from './shapes'

export default defineCall({
  id: 'generate',
  input: z.object({ ...network, shape: imageShape, inputs: inputRows, count: z.int().positive() }),
  output: samplePixels,
  async run(input, tools) {
    const { sampler } = await import('../sampling/sampler')
    return sampler.generate(input, tools)
  }
})
