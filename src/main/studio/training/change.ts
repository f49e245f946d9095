/** What it comes to when a run goes on changed: longer, with other settings, or from an earlier checkpoint. */
import type { Run, Settings } from '../../../shared/domain'
import { counted } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import { lengthWords, totalSteps } from '../../../shared/run-length'
import type { Store } from '../../store'
import type { Change } from '../../store/queue'
import { changedSettings, changeWords } from '../runs/setting-changes'
import { lengthAsked } from './length'

export interface Planned {
  length: ReturnType<typeof lengthAsked>
  settings: Settings
  /** Of settings, in words. */
  changes: string[]
  /** Only checkpoints of earlier steps count. */
  before: number
}

/** @throws StudioError bad-input, conflict */
export function planChange(store: Store, found: Run, change: Change): Planned {
  const settings = changedSettings(found, change.settings ?? {})
  // Put aside or not: what stands against it began somewhere.
  const before = change.rollBack
    ? Math.min(
        ...store.events
          .list(found.id)
          .flatMap(({ step, remedy, resolvedAt }) => (resolvedAt === null && remedy?.rollBack ? [step] : []))
      )
    : Infinity
  if (change.rollBack && before === Infinity)
    throw new StudioError('conflict', `Nothing stands against "${found.name}" that it could go back before.`)
  return {
    length: lengthAsked(change, found.stepsPerEpoch),
    settings,
    changes: changeWords(found, settings),
    before
  }
}

/** @throws StudioError bad-input, conflict, where nothing is left to be trained */
export function ensureUndone(run: Run, change: Change, length: Planned['length'], before: number): void {
  const { epochs, steps } = length ?? run
  const isDone = totalSteps({ ...run, epochs, steps }) <= run.step
  if (length && isDone)
    throw new StudioError(
      'bad-input',
      `"${run.name}" has ` +
        `trained ${change.steps === undefined ? counted(run.epoch, 'epoch') : counted(run.step, 'step')} ` +
        'already. Ask for more than that in all.'
    )
  if (run.status === 'finished' && isDone && before === Infinity)
    throw new StudioError(
      'conflict',
      `"${run.name}" has finished its ${lengthWords(run)}. Say how many it should have in all.`
    )
}
