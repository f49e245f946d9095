/** How a network is shown training pictures: augmented, mirrored, cut, as the settings say. */
import { z } from 'zod'
import { settings } from '../../../shared/domain'
import { defineCall } from './call'
import { bytes, samplePixels } from './shapes'

export default defineCall({
  id: 'seen',
  input: z.object({
    model: z.string(),
    settings,
    seed: z.int(),
    /** Packed rows of some examples; of two groups, those of the first before those of the second. */
    rows: bytes,
    /** Of every example: how often it is shown. */
    times: z.int().min(1).max(16)
  }),
  /** A row for each example: it as it is, then as it is seen. Null where it is seen as it is. */
  output: samplePixels.nullable(),
  async run(input) {
    const { seenExamples } = await import('../sampling/seen')
    return seenExamples(input)
  }
})
