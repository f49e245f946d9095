/** What menus offer for a sweep. */
import FileText from '@lucide/svelte/icons/file-text'
import Pencil from '@lucide/svelte/icons/pencil'
import Play from '@lucide/svelte/icons/play'
import Square from '@lucide/svelte/icons/square'
import Trash2 from '@lucide/svelte/icons/trash-2'
import { counted } from '../../../shared/counted'
import type { Sweep } from '../../../shared/sweeps/sweep'
import type { MenuEntry } from '../../ui/menus/menu'
import { ask } from '../ask.svelte'
import { shortened } from '../words'
import { sweeps } from './sweeps.svelte'

/** @param report how its report is saved, where that is offered */
export function sweepEntries(sweep: Sweep, rename: () => void, report?: () => void): MenuEntry[] {
  const { id, status } = sweep
  return [
    ...(status === 'running' ? [{ label: 'Stop', icon: Square, run: () => void sweeps.stop(id) }] : []),
    ...(mayGoOn(sweep) ? [{ label: 'Go on', icon: Play, run: () => void sweeps.resume(id) }] : []),
    ...(report ? [{ label: 'Save the report', icon: FileText, run: report }] : []),
    { label: 'Rename', icon: Pencil, shortcut: 'F2', movesFocus: true, run: rename },
    'separator',
    { label: 'Delete…', icon: Trash2, shortcut: 'Del', danger: true, movesFocus: true, run: () => askToForget(sweep) }
  ]
}

export const mayGoOn = ({ status }: Pick<Sweep, 'status'>): boolean => status === 'stopped' || status === 'failed'

export function askToForget({ id, name, status, trials }: Sweep): void {
  const runs = trials.length === 1 ? 'Its run stays' : `Its ${counted(trials.length, 'run')} stay`
  ask.open({
    title: `Delete “${shortened(name)}”?`,
    message:
      `${status === 'running' ? 'What trains is saved and stopped. ' : ''}Which configurations were compared, and ` +
      `how, is forgotten. ${trials.length === 0 ? 'It has no run yet' : `${runs}, listed with the others`}.`,
    action: 'Delete sweep',
    run: () => void sweeps.forget(id)
  })
}
