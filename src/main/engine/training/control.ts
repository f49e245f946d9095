/** What steers a training while it runs. */
import type { EarlyPace } from './early'

export interface TrainingControl {
  /** Waits for messages; true when training should end now, after `pause` has been waited out. */
  shouldStop: (step: number) => Promise<boolean>
  /** How often `steps` reports go out, and with them the question whether to stop: milliseconds. */
  reportEvery: number
  /** Whether the step that was just done was asked for by itself: what it shows is reported, and then it is waited. */
  single?: () => boolean
  /** When samples are drawn before the first epoch has ended; never where left out. */
  early?: Pick<EarlyPace, 'due' | 'drawn'>
}
