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
  const changed = request('resumeRun', { run: run.id, settings, rollBack })
  if (!(await change(changed))) return
  // Another may train now.
  const goesOn = (await changed).status === 'waiting' ? 'waits for its turn, and then goes on' : 'goes on'
  const undo = () => void change(request('resumeRun', { run: run.id, settings: before }))
  // What was trained since is gone: only the settings come back.
  if (rollBack)
    toasts.show(`“${shortened(run.name)}” went back and ${goesOn} with the change.`, {
      action: { label: 'Undo the change', run: undo }
    })
  else toasts.show(`“${shortened(run.name)}” ${goesOn} with the change.`, { action: { label: 'Undo', run: undo } })
}
