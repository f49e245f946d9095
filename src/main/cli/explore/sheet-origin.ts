/** Where the sheet of a command comes from, as it carries it: dropped on the studio it leads back to its run. */
import type { Run, Settings } from '../../../shared/domain'
import { withOrigin } from '../../../shared/origin'
import type { Origin } from '../../../shared/origin/origin'

/** Commands whose sheets no export makes: each is drawn again by its own. */
export const sheetCommands = ['directions', 'reconstruct'] as const

/** @param made with which options; a seed among them is the one on Explore's sliders */
export function withSheetOrigin(
  png: Uint8Array,
  run: Run,
  { command, epoch, made }: { command: (typeof sheetCommands)[number]; epoch: number; made: Settings }
): Uint8Array {
  const { id, name, model, settings } = run
  const origin: Origin = { atelier: 1, run: id, name, model, settings, epoch, format: command, options: made }
  return withOrigin('image/png', png, origin)
}
