/**
 * How a dataset's pictures belong together: asked in a dialog; and what needs no question: swapping the sides of pairs,
 * taking pairs apart. Each imports the same files once more.
 */
import type { Dataset, Pairing } from '../../../shared/domain'
import { knownPairs, pairingWords, swapped } from '../../../shared/pair-words'
import { jobs, type Job } from '../jobs.svelte'
import { router } from '../router.svelte'
import { studio } from '../studio.svelte'
import { problemWords, toasts } from '../toasts.svelte'
import { request, wasCancelled } from '../transport'

class PairsDialog {
  /** Whose pictures are being asked about; null: nothing is asked. */
  dataset = $state.raw<Dataset | null>(null)
  /** Null until they are known. */
  folders = $state.raw<readonly string[] | null>(null)
  how = $state<Exclude<Pairing['how'], 'kind'>>('folders')
  input = $state('')
  target = $state('')
  half = $state<'left' | 'right'>('left')
  problem = $state('')
  private job = $state('')
  readonly running: Job | undefined = $derived(jobs.get(this.job))
  readonly pairing: Pairing | null = $derived.by(() => {
    if (this.how === 'halves') return { how: 'halves', input: this.half }
    if (this.input === '' || this.target === '') return null
    return this.how === 'domains'
      ? { how: 'domains', a: this.input, b: this.target }
      : { how: 'folders', input: this.input, target: this.target }
  })

  open(dataset: Dataset): void {
    const { pairing } = dataset
    this.dataset = dataset
    this.folders = null
    this.how = pairing === null || pairing.how === 'kind' ? 'folders' : pairing.how
    this.half = pairing?.how === 'halves' ? pairing.input : 'left'
    this.input = this.target = this.problem = ''
    request('datasetFolders', { dataset: dataset.id }).then(
      folders => {
        if (this.dataset === dataset) this.offer(folders, pairing)
      },
      problem => {
        this.problem = problemWords(problem)
      }
    )
  }

  /** What was begun is called off. */
  close(): void {
    if (this.running) jobs.cancel(this.job)
    this.dataset = null
  }

  /** The other folder of the two, where they would be one. */
  choose(side: 'input' | 'target', folder: string): void {
    const other = side === 'input' ? 'target' : 'input'
    if (this[other] === folder) this[other] = this[side]
    this[side] = folder
  }

  /** A new dataset of the same files; shown when it is there. */
  async pair(): Promise<void> {
    const { dataset, pairing } = this
    if (!dataset || !pairing || this.running) return
    this.problem = ''
    this.job = crypto.randomUUID()
    try {
      const made = await jobs.start(
        'Pairing pictures',
        job => request('importAgain', { job, dataset: dataset.id, pairs: pairing }),
        this.job
      )
      if (this.dataset === dataset) this.dataset = null
      show(made)
    } catch (problem) {
      if (!wasCancelled(problem)) this.problem = problemWords(problem)
    }
  }

  private offer(folders: readonly string[], pairing: Pairing | null): void {
    this.folders = folders
    const [input = '', target = ''] =
      pairing?.how === 'folders'
        ? [pairing.input, pairing.target]
        : pairing?.how === 'domains'
          ? [pairing.a, pairing.b]
          : guess(folders)
    this.input = input
    this.target = target
    if (folders.length < 2) this.how = 'halves'
  }
}

export const pairsDialog = new PairsDialog()

/** Two of well-known names beside each other, else the first two. */
function guess(folders: readonly string[]): readonly string[] {
  const byName = new Map(folders.map(folder => [folder.toLowerCase(), folder]))
  for (const [name, folder] of byName) {
    const above = name.slice(0, name.lastIndexOf('/') + 1)
    const known = knownPairs.find(([input, target]) => name === `${above}${input}` && byName.has(`${above}${target}`))
    if (known) return [folder, byName.get(`${above}${known[1]}`) ?? '']
  }
  return folders
}

/** The same pairs the other way round, in this dataset's place; beside it where runs were trained on it. */
export async function swapSides({ id, pairing, examples }: Dataset): Promise<void> {
  if (!pairing || !examples.swap) return
  const made = await again(examples.swap.doing, id, swapped(pairing), true)
  const old = studio.datasets.get(id)
  if (made && old)
    toasts.show(
      `“${old.name}” stays as it is, because runs were trained on it. “${made.name}” is ${made.pairing ? pairingWords(made.pairing) : ''}.`
    )
}

/** The same files as pictures of their own, in a dataset of their own. */
export async function takeApart({ id }: Dataset): Promise<void> {
  await again('Reading pictures', id, null, false)
}

async function again(label: string, dataset: string, pairs: Pairing | null, replace: boolean): Promise<Dataset | null> {
  try {
    const made = await jobs.start(label, job => request('importAgain', { job, dataset, pairs, replace }))
    show(made)
    return made
  } catch (problem) {
    if (!wasCancelled(problem)) toasts.error(problem)
    return null
  }
}

function show(dataset: Dataset): void {
  studio.datasets.set(dataset.id, dataset)
  router.go({ screen: 'dataset', id: dataset.id })
}
