/** What a finding proposes, done with an Undo of the settings. */
import type { Remedy, Run, Settings } from '../../shared/domain'
import { toasts } from './toasts.svelte'
import { request } from './transport'
import { shortened } from './words'

/** @param change waits for the run that comes back; says what went wrong, and then answers false */
export async function applyRemedy(
  run: Run,
  { settings, rollBack }: Remedy,
  change: (changed: Promise<Run>) => Promise<boolean>
): Promise<void> {
  const before: Settings = Object.fromEntries(
    Object.keys(settings).flatMap(key => {
      const value = run.settings[key]
      return value === undefined ? [] : [[key, value]]
    })
  )
  if (!(await change(request('resumeRun', { run: run.id, settings, rollBack })))) return
  const undo = () => void change(request('resumeRun', { run: run.id, settings: before }))
  // What was trained since is gone: only the settings come back.
  if (rollBack)
    toasts.show(`“${shortened(run.name)}” went back and goes on with the change.`, {
      action: { label: 'Undo the change', run: undo }
    })
  else toasts.show(`“${shortened(run.name)}” goes on with the change.`, { action: { label: 'Undo', run: undo } })
}
