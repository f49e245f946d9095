/** Directions in latents that change what a checkpoint draws, the strongest first. */
import { z } from 'zod'
import { imageShape } from '../../../shared/domain'
import { defineCall } from './call'
import { floats, inputRows, network } from './shapes'

export default defineCall({
  id: 'directions',
  input: z.object({
    ...network,
    shape: imageShape,
    /** One of engine/directions. */
    method: z.string(),
    seed: z.int().min(0),
    /** One row: what holds for all. */
    inputs: inputRows,
    count: z.int().min(1).max(64)
  }),
  /**
   * `vectors`: of length 1, one after another; there may be fewer than were asked for. `shares`: of what varies.
   * `deviations`: of drawn latents along each.
   */
  output: z.object({ vectors: floats, shares: floats, deviations: floats }),
  async run(input, tools) {
    const { findDirections } = await import('../sampling/directions')
    return findDirections(input, tools)
  }
})
