/** The latent of a picture, found in pieces. */
import { z } from 'zod'
import { imageShape } from '../../../shared/domain'
import { defineCall } from './call'
import { bytes, floats, inputRows, network } from './shapes'

const state = z.object({
  done: z.int().min(0),
  places: z.array(z.int().min(0)),
  latents: floats,
  first: floats,
  second: floats,
  toAverage: z.number()
})

export default defineCall({
  id: 'project',
  input: z.object({
    ...network,
    shape: imageShape,
    /** Height × width × channels of the picture. */
    pixels: bytes,
    /** A row for each candidate. */
    inputs: inputRows,
    state: state.nullable(),
    steps: z.int().positive(),
    some: z.int().min(0)
  }),
  output: z.object({
    state,
    place: z.int().min(0),
    latent: floats,
    pixels: bytes,
    distance: z.number(),
    toAverage: z.number()
  }),
  async run(input, tools) {
    const { project } = await import('../sampling/projection')
    return project(input, tools)
  }
})
