/** Where a picture that was exported comes from: enough to draw it again. From strangers it is data, and bounded. */
import { z } from 'zod'
import { epoch, title, word } from '../bounds'
import { id } from '../datasets/dataset'
import { exportStage } from '../exports'
import { settings } from '../settings'

/** Grows where earlier readers would misunderstand it. */
export const originVersion = 1

export const origin = z.object({
  atelier: z.literal(originVersion),
  run: id,
  name: title,
  model: word,
  /** Every setting that the run was trained with. */
  settings,
  /** Whose checkpoint drew it, or whose samples come last. */
  epoch: epoch.optional(),
  /** As it was exported: the format and its options, and what was on the stage. */
  format: word,
  options: settings,
  stage: exportStage.optional()
})
export type Origin = z.infer<typeof origin>
