/**
 * How a dataset's pictures belong together: asked in a dialog; and what needs no question: swapping the sides of pairs,
 * taking pairs apart. Each imports the same files once more.
 */
import type { Dataset, Pairing, PairingWay } from '../../../shared/domain'
import { pairingWords, swapped } from '../../../shared/pair-words'
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
  /** As kinds of example declare them. */
  ways = $state.raw<readonly PairingWay[]>([])
  how = $state('')
  /** Folders in the order of a way's fields, whichever way; and what is chosen, by the field's key. */
  private chosenFolders = $state.raw<readonly string[]>([])
  private choices = $state.raw<Readonly<Record<string, string>>>({})
  problem = $state('')
  private job = $state('')
  readonly running: Job | undefined = $derived(jobs.get(this.job))
  readonly way: PairingWay | undefined = $derived(this.ways.find(({ how }) => how === this.how))
  readonly pairing: Pairing | null = $derived.by(() => {
    const said = this.way?.fields.map(({ key }) => [key, this.value(key)] as const) ?? []
    return said.length === 0 || said.some(([, value]) => value === '')
      ? null
      : { how: this.how, ...Object.fromEntries(said) }
  })

  open(dataset: Dataset): void {
    const { pairing } = dataset
    this.dataset = dataset
    this.folders = null
    this.ways = []
    this.how = this.problem = ''
    request('datasetFolders', { dataset: dataset.id }).then(
      ({ folders, ways }) => {
        if (this.dataset === dataset) this.offer(folders, ways, pairing)
      },
      problem => {
        this.problem = problemWords(problem)
      }
    )
  }

  /** What is said of a field of the way; empty where nothing is yet. */
  value(key: string): string {
    const field = this.way?.fields.find(each => each.key === key)
    if (field?.choices)
      return (field.choices.find(({ value }) => value === this.choices[key]) ?? field.choices[0])?.value ?? ''
    return this.chosenFolders[foldersOf(this.way).indexOf(key)] ?? ''
  }

  /** What was begun is called off. */
  close(): void {
    if (this.running) jobs.cancel(this.job)
    this.dataset = null
  }

  /** A folder that another field has changes places with this field's own. */
  choose(key: string, value: string): void {
    const place = foldersOf(this.way).indexOf(key)
    if (place < 0) this.choices = { ...this.choices, [key]: value }
    else
      this.chosenFolders = foldersOf(this.way).map((_, i) => {
        const own = this.chosenFolders[i] ?? ''
        return i === place ? value : own === value ? (this.chosenFolders[place] ?? '') : own
      })
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

  private offer(folders: readonly string[], ways: readonly PairingWay[], pairing: Pairing | null): void {
    this.folders = folders
    this.ways = ways
    const now = ways.find(({ how }) => how === pairing?.how)
    // Where there are no folders to choose from, a way that wants none.
    const possible = ways.find(way => foldersOf(way).length <= folders.length)
    this.how = (now ?? possible ?? ways[0])?.how ?? ''
    this.choices = { ...pairing }
    const named = foldersOf(now).map(key => pairing?.[key] ?? '')
    this.chosenFolders = named.length > 0 ? named : guess(folders, ways)
  }
}

export const pairsDialog = new PairsDialog()

/** Fields of a way that are folders. */
export const foldersOf = (way: PairingWay | undefined): string[] =>
  way?.fields.filter(({ choices }) => choices === null).map(({ key }) => key) ?? []

/** Some of well-known names beside each other, else the first. */
function guess(folders: readonly string[], ways: readonly PairingWay[]): readonly string[] {
  const byName = new Map(folders.map(folder => [folder.toLowerCase(), folder]))
  for (const [name] of byName) {
    const above = name.slice(0, name.lastIndexOf('/') + 1)
    const found = ways
      .flatMap(({ usual }) => usual)
      .filter(([first]) => name === `${above}${first}`)
      .map(known => known.flatMap(each => byName.get(`${above}${each}`) ?? []))
      .find(known => known.length > 1)
    if (found) return found
  }
  return folders
}

/** The same pairs the other way round, in this dataset's place; beside it where runs were trained on it. */
export async function swapSides({ id, pairing, examples }: Dataset): Promise<void> {
  if (!pairing || !examples.swap) return
  const made = await again(examples.swap.doing, id, swapped(pairing, examples), true)
  const old = studio.datasets.get(id)
  if (made && old)
    toasts.show(
      `“${old.name}” stays as it is, because runs were trained on it. “${made.name}” ` +
        `is ${made.pairing ? pairingWords(made.pairing, made.examples) : ''}.`
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
