/** A run that is under way, here or elsewhere: how it is steered. */
import type { Run } from '../../../shared/domain'

export interface Trained {
  /** Resolves when nothing of it goes on in this process; never rejects. */
  readonly ended: Promise<void>
  /** Each @throws StudioError conflict where it cannot be done now, in a sentence */
  pause: () => Promise<Run>
  continue: () => Promise<Run>
  step: () => Promise<Run>
  /** Saves first. */
  stop: () => Promise<Run>
  /** The studio closes; absent: it is stopped then. */
  leave?: () => Promise<unknown>
}
