/** What menus offer for a run and for a dataset. */
import ArrowDown from '@lucide/svelte/icons/arrow-down'
import ArrowLeftRight from '@lucide/svelte/icons/arrow-left-right'
import ArrowUp from '@lucide/svelte/icons/arrow-up'
import Columns2 from '@lucide/svelte/icons/columns-2'
import Images from '@lucide/svelte/icons/images'
import FlaskConical from '@lucide/svelte/icons/flask-conical'
import ListX from '@lucide/svelte/icons/list-x'
import Pause from '@lucide/svelte/icons/pause'
import Pencil from '@lucide/svelte/icons/pencil'
import Play from '@lucide/svelte/icons/play'
import Square from '@lucide/svelte/icons/square'
import SquareCheck from '@lucide/svelte/icons/square-check'
import Tag from '@lucide/svelte/icons/tag'
import Trash2 from '@lucide/svelte/icons/trash-2'
import type { Dataset, Run } from '../../shared/domain'
import type { MenuEntry } from '../ui/menus/menu'
import { ask } from './ask.svelte'
import { heldOutShare, holdOutSome } from './datasets/changes'
import { pairsDialog, swapSides, takeApart } from './datasets/pairing.svelte'
import { queue } from './queue.svelte'
import { chosen } from './sidebar/chosen.svelte'
import { tags } from './sidebar/tags.svelte'
import { studio } from './studio.svelte'
import { toasts } from './toasts.svelte'
import { request } from './transport'
import { isActive, isResumable, shortened } from './words'

export function runEntries(run: Run, rename: () => void): MenuEntry[] {
  const entries: MenuEntry[] = run.status === 'waiting' ? queueEntries(run) : []
  if (run.status === 'training') entries.push({ label: 'Pause', icon: Pause, run: () => void studio.pause(run.id) })
  if (isResumable(run)) entries.push({ label: 'Resume', icon: Play, run: () => void studio.resume(run.id) })
  if (isResumable(run) && run.machine !== null)
    entries.push({
      label: 'Resume on this machine',
      icon: Play,
      run: () => void studio.resume(run.id, undefined, true)
    })
  if (isActive(run)) entries.push({ label: 'Stop', icon: Square, run: () => void studio.stop(run.id) })
  if (entries.length > 0) entries.push('separator')
  entries.push(
    { label: 'Rename', icon: Pencil, shortcut: 'F2', movesFocus: true, run: rename },
    {
      label: 'Tags…',
      icon: Tag,
      movesFocus: true,
      run: () => {
        tags.editing = [run.id]
      }
    },
    {
      label: chosen.has(run.id) ? 'Leave out of the chosen' : 'Choose, with others',
      icon: SquareCheck,
      shortcut: 'Ctrl+Space',
      run: () => chosen.toggle(run.id)
    },
    { label: 'Delete', icon: Trash2, shortcut: 'Del', danger: true, run: () => void studio.deleteRun(run.id) }
  )
  return entries
}

/** For a run that waits for its turn. */
export function queueEntries({ id }: Pick<Run, 'id'>): MenuEntry[] {
  const [ahead, last] = [queue.ahead(id), queue.waiting.length - 1]
  return [
    { label: 'Start now', icon: Play, run: () => void queue.startNow(id) },
    { label: 'Move up', icon: ArrowUp, shortcut: 'Alt+Up', disabled: ahead === 0, run: () => void queue.move(id, -1) },
    {
      label: 'Move down',
      icon: ArrowDown,
      shortcut: 'Alt+Down',
      disabled: ahead === last,
      run: () => void queue.move(id, 1)
    },
    { label: 'Take out of the queue', icon: ListX, run: () => void studio.stop(id) }
  ]
}

/** What "Pause or Continue" of the native menu means for a run; undefined where it means nothing. */
export function pauseOrContinue(run: Run | undefined): (() => Promise<void>) | undefined {
  if (run?.status === 'training') return () => studio.pause(run.id)
  if (run && isResumable(run) && run.dataset !== null) return () => studio.resume(run.id)
  return undefined
}

/** And "Stop and Save". */
export function stopAndSave(run: Run | undefined): (() => Promise<void>) | undefined {
  return run && (isActive(run) || run.status === 'waiting') ? () => studio.stop(run.id) : undefined
}

export function datasetEntries(dataset: Dataset, rename: () => void): MenuEntry[] {
  const pairing: MenuEntry[] = []
  if (dataset.kind !== 'builtin' && dataset.examples.origin === null) {
    if (dataset.examples.swap)
      pairing.push({
        label: dataset.examples.swap.label,
        icon: ArrowLeftRight,
        run: () => void swapSides(dataset)
      })
    pairing.push({
      label: dataset.pairing ? 'Pair otherwise…' : 'Use as pairs…',
      icon: Columns2,
      movesFocus: true,
      run: () => pairsDialog.open(dataset)
    })
    if (dataset.pairing)
      pairing.push({ label: 'Use as single pictures', icon: Images, run: () => void takeApart(dataset) })
    pairing.push('separator')
  }
  return [
    ...pairing,
    ...(dataset.examples.scatter ? [] : holdOutEntries(dataset)),
    { label: 'Rename', icon: Pencil, shortcut: 'F2', movesFocus: true, run: rename },
    { label: 'Delete…', icon: Trash2, shortcut: 'Del', danger: true, movesFocus: true, run: () => askToDelete(dataset) }
  ]
}

function holdOutEntries(dataset: Dataset): MenuEntry[] {
  const name = `“${shortened(dataset.name)}”`
  const { many } = dataset.examples
  return [
    {
      label: dataset.heldOutCount > 0 ? 'Hold out another 10 %' : 'Hold out 10 % for testing',
      icon: FlaskConical,
      run: () =>
        void holdOutSome(dataset, heldOutShare, `A tenth of the ${many} of ${name} is held out: runs are tested on it.`)
    },
    ...(dataset.heldOutCount > 0
      ? [
          {
            label: 'Train on all of them',
            icon: Images,
            run: () => void holdOutSome(dataset, 0, `Nothing of ${name} is held out.`)
          }
        ]
      : []),
    'separator'
  ]
}

export async function renameDataset(dataset: string, name: string): Promise<void> {
  await request('renameDataset', { dataset, name }).then(
    renamed => studio.datasets.set(renamed.id, renamed),
    toasts.error
  )
}

export function askToDelete(dataset: Dataset): void {
  ask.open({
    title: `Delete “${dataset.name}”?`,
    message:
      dataset.kind === 'folder'
        ? 'Atelier forgets these pictures. The files in their folder stay as they are, and so do the runs ' +
          'trained on them.'
        : 'Atelier deletes its copy of these pictures. The runs trained on them stay.',
    action: 'Delete pictures',
    run: () => void request('deleteDataset', { dataset: dataset.id }).catch(toasts.error)
  })
}

export function askToEmptyBin(): void {
  ask.open({
    title: 'Empty the bin?',
    message:
      'The runs in it are deleted with their checkpoints, samples and exports, and so is what was left over. ' +
      'That cannot be undone.',
    action: 'Empty the bin',
    run: () => void studio.bin.empty()
  })
}
