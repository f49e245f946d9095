/** The sidebar's lists: what is in which, in which order, and where each row lies. Pure. */
import type { Dataset, Run } from '../../../shared/domain'
import type { Sweep } from '../../../shared/sweeps/sweep'
import { newestFirst } from '../lists'

export type Grouping = 'list' | 'data'
/** `metric:ID`: by the newest value of a metric, the best first. */
export type Order = 'date' | 'name' | `metric:${string}`

export type Row =
  /** inside: below the sweep that began it. */
  | { kind: 'run'; key: string; run: Run; inside?: true }
  | { kind: 'dataset'; key: string; dataset: Dataset }
  /** unfolded: its runs stand below it. */
  | { kind: 'sweep'; key: string; sweep: Sweep; unfolded: boolean }
export interface Part {
  key: string
  title: string
  rows: readonly Row[]
}

export interface Wanted {
  runs: readonly Run[]
  datasets: readonly Dataset[]
  /** Newest first. */
  sweeps: readonly Sweep[]
  /** Whether a sweep's runs are listed below it. */
  unfolded: (sweep: string) => boolean
  /** Ids of runs in the order in which they will train. */
  waiting: readonly string[]
  search: string
  tagsOf: (run: string) => readonly string[]
  grouping: Grouping
  order: Order
  /** By run: less is better; runs without one come last. */
  rank: (run: string) => number | null
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Parts without rows are left out. */
export function arrange(wanted: Wanted): Part[] {
  const words = wanted.search.trim().toLocaleLowerCase()
  const matches = (text: string): boolean => text.toLocaleLowerCase().includes(words)
  const runs = wanted.runs.filter(run => matches([run.name, run.datasetName, ...wanted.tagsOf(run.id)].join(' ')))
  const datasets = wanted.datasets.filter(({ name }) => matches(name)).toSorted(newestFirst)
  const waiting = wanted.waiting.flatMap(id => runs.filter(run => run.id === id))
  const tried = new Set(wanted.sweeps.flatMap(({ trials }) => trials.map(({ run }) => run)))
  const others = runs.filter(({ id }) => !wanted.waiting.includes(id) && !tried.has(id)).toSorted(orderOf(wanted))
  const sweeps = wanted.sweeps.flatMap(sweep => sweepRows(sweep, runs, wanted, matches))
  const parts: Part[] = [
    { key: 'waiting', title: 'Waiting to train', rows: waiting.map(runRow) },
    { key: 'sweeps', title: 'Sweeps', rows: sweeps }
  ]
  if (wanted.grouping === 'list')
    parts.push(
      { key: 'runs', title: 'Runs', rows: others.map(runRow) },
      { key: 'datasets', title: 'Pictures', rows: datasets.map(datasetRow) }
    )
  else parts.push(...byData(others, datasets, wanted.datasets))
  return parts.filter(({ rows }) => rows.length > 0)
}

const runRow = (run: Run): Row => ({ kind: 'run', key: `run-${run.id}`, run })
const datasetRow = (dataset: Dataset): Row => ({ kind: 'dataset', key: `dataset-${dataset.id}`, dataset })

/** A sweep, and its runs where they are not folded away; what is searched for is not. */
function sweepRows(
  sweep: Sweep,
  found: readonly Run[],
  { search, unfolded: isUnfolded }: Wanted,
  matches: (text: string) => boolean
): Row[] {
  const searched = search.trim() !== ''
  const own = sweep.trials.flatMap(({ run }) => found.find(({ id }) => id === run) ?? [])
  if (!matches(sweep.name) && own.length === 0) return []
  const unfolded = own.length > 0 && (searched ? !matches(sweep.name) : isUnfolded(sweep.id))
  return [
    { kind: 'sweep', key: `sweep-${sweep.id}`, sweep, unfolded },
    ...(unfolded ? own.map((run): Row => ({ kind: 'run', key: `run-${run.id}`, run, inside: true })) : [])
  ]
}

/** A part for each dataset, itself first; those whose pictures are gone by what these were called. */
function byData(runs: readonly Run[], found: readonly Dataset[], all: readonly Dataset[]): Part[] {
  const known = new Set(all.map(({ id }) => id))
  const parts = all.toSorted(newestFirst).map((dataset): Part => {
    const own = runs.filter(run => run.dataset === dataset.id)
    const rows = own.length > 0 || found.includes(dataset) ? [datasetRow(dataset), ...own.map(runRow)] : []
    return { key: dataset.id, title: dataset.name, rows }
  })
  const gone = Map.groupBy(
    runs.filter(({ dataset }) => dataset === null || !known.has(dataset)),
    ({ datasetName }) => datasetName
  )
  return [
    ...parts,
    ...[...gone].map(([name, own]): Part => ({ key: `gone ${name}`, title: `${name}, deleted`, rows: own.map(runRow) }))
  ]
}

function orderOf({ order, rank }: Wanted): (a: Run, b: Run) => number {
  if (order === 'date') return newestFirst
  if (order === 'name') return (a, b) => byName.compare(a.name, b.name) || newestFirst(a, b)
  return (a, b) => (rank(a.id) ?? Infinity) - (rank(b.id) ?? Infinity) || newestFirst(a, b)
}

/** CSS pixels. */
export const rowHeight = 56
export const headHeight = 28
const gap = 16

export interface Placed extends Part {
  top: number
  /** Of its first row. */
  first: number
}

/** Parts below one another. @param headed whether their titles take room */
export function place(parts: readonly Part[], headed: boolean): { parts: Placed[]; height: number } {
  let top = 8
  const placed = parts.map((part): Placed => {
    const first = top + (headed ? headHeight : 0)
    const at = { ...part, top, first }
    top = first + part.rows.length * rowHeight + gap
    return at
  })
  return { parts: placed, height: top }
}

/** Where a row begins; null where it is not listed. */
export function topOf(parts: readonly Placed[], key: string): number | null {
  for (const { first, rows } of parts) {
    const at = rows.findIndex(row => row.key === key)
    if (at !== -1) return first + at * rowHeight
  }
  return null
}

/** Rows in sight, and those that must be there although they are not: where the focus is. */
export function inSight(
  { rows, first }: Placed,
  scroll: number,
  height: number,
  kept: readonly string[]
): { row: Row; top: number; at: number }[] {
  const [from, to] = [(scroll - first) / rowHeight - 3, (scroll + height - first) / rowHeight + 3]
  return rows.flatMap((row, at) =>
    (at >= from && at <= to) || kept.includes(row.key) ? [{ row, top: at * rowHeight, at }] : []
  )
}
