/** Everything that can be found and done from the keyboard: runs, pictures, screens and commands, by their words. */
import { pauseOrContinue, stopAndSave } from './actions'
import { imports } from './datasets/imports.svelte'
import type { Command, Group } from './find'
import { frame } from './frame.svelte'
import { machines } from './machines.svelte'
import { chooseBundle } from './moving/bundles.svelte'
import { router } from './router.svelte'
import { looks } from './sidebar/looks.svelte'
import { tags } from './sidebar/tags.svelte'
import { studio } from './studio.svelte'
import { sweepStatusWords } from './sweeps/progress'
import { sweeps } from './sweeps/sweeps.svelte'
import { theme } from './theme.svelte'
import { counted, itemsIn, statusWords } from './words'

const tabs = [
  ['train', 'Train'],
  ['gallery', 'Gallery'],
  ['explore', 'Explore'],
  ['time', 'Time line'],
  ['evaluate', 'Evaluate'],
  ['details', 'Details']
] as const

export function everything(): Group[] {
  return [
    {
      title: 'Runs',
      commands: studio.runList.map(run => ({
        key: `run ${run.id}`,
        label: run.name,
        detail: [statusWords[run.status], run.datasetName, ...tags.of(run.id)].join(', '),
        run: () => router.go({ screen: 'run', id: run.id })
      }))
    },
    {
      title: 'Sweeps',
      commands: sweeps.list.map(({ id, name, status, configurations }) => ({
        key: `sweep ${id}`,
        label: name,
        detail: `${sweepStatusWords[status]}, ${counted(configurations.length, 'configuration')}`,
        run: () => router.go({ screen: 'sweep', id })
      }))
    },
    {
      title: 'Pictures',
      commands: studio.datasetList.map(dataset => ({
        key: `dataset ${dataset.id}`,
        label: dataset.name,
        detail: itemsIn(dataset),
        run: () => router.go({ screen: 'dataset', id: dataset.id })
      }))
    },
    { title: 'Screens', commands: screens() },
    { title: 'Commands', commands: commands() }
  ]
}

function screens(): Command[] {
  const { place } = router
  const shown = place.screen === 'run' ? studio.runs.get(place.id) : undefined
  return [
    ...(shown
      ? tabs.map(([tab, label], i) => ({
          key: `tab ${tab}`,
          label,
          detail: shown.name,
          shortcut: String(i + 1),
          run: () => {
            frame.wantedTab = tab
          }
        }))
      : []),
    {
      key: 'queue',
      label: 'Queue',
      detail: 'What trains and waits',
      run: () => router.go({ screen: 'queue' })
    },
    { key: 'welcome', label: 'New', detail: 'Add pictures', run: () => router.go({ screen: 'welcome' }) },
    {
      key: 'bin',
      label: 'Bin',
      detail: 'Deleted runs',
      run: () => {
        frame.binOpen = true
      }
    },
    {
      key: 'machines',
      label: 'Machines',
      detail: 'Train elsewhere',
      run: () => {
        machines.open = true
      }
    },
    {
      key: 'shortcuts',
      label: 'Keyboard shortcuts',
      detail: '',
      shortcut: '?',
      run: () => {
        frame.shortcutsOpen = true
      }
    }
  ]
}

function commands(): Command[] {
  const { place } = router
  const run = place.screen === 'run' ? studio.runs.get(place.id) : studio.training
  const [pause, stop] = [pauseOrContinue(run), stopAndSave(run)]
  const plain = (label: string, detail: string, run: () => void, shortcut?: string): Command => ({
    key: label,
    label,
    detail,
    run,
    ...(shortcut ? { shortcut } : {})
  })
  return [
    ...(run && pause ? [plain(run.status === 'training' ? 'Pause' : 'Resume', run.name, () => void pause())] : []),
    ...(run && stop ? [plain('Stop and save', run.name, () => void stop())] : []),
    plain('Choose a folder of pictures', '', () => imports.choose(), 'Ctrl+O'),
    plain('Draw a shape', 'Points for a GAN to learn', () => {
      imports.drawing = true
    }),
    plain('Import a run', 'A file that was exported as one', () => chooseBundle()),
    plain(frame.collapsed ? 'Show the sidebar' : 'Hide the sidebar', '', () => frame.toggleSidebar(), 'Ctrl+B'),
    plain('Search the sidebar', '', () => void frame.search(), 'Ctrl+F'),
    looks.grouping === 'list'
      ? plain('Group runs by pictures', 'Sidebar', () => looks.group('data'))
      : plain('List runs in one list', 'Sidebar', () => looks.group('list')),
    ...(['dark', 'light', 'system'] as const)
      .filter(choice => choice !== theme.choice)
      .map(choice => plain(`Theme: ${choice === 'system' ? 'as the system' : choice}`, '', () => theme.choose(choice)))
  ]
}
