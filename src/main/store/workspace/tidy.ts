/**
 * What crashes leave behind: datasets whose import was broken off, files that were written before their row, and
 * folders of what was deleted for good a moment before. It goes into the bin, never away, and only when two witnesses
 * agree that nothing needs it, the database and the record in the folder itself. Where they contradict one another, or
 * the database is damaged or older than the files, everything stays.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '../database'
import type { Datasets } from '../datasets'
import type { WorkspaceFiles } from '../files'
import type { History } from '../history'
import type { FoundFolder } from '../records/find'
import { readParts } from '../records/format'
import type { Runs } from '../runs'
import { putAsideSync } from './bin'
import { discardedIn } from './discarded'
import { damageOf } from './health'
import { madeIn, whatIsMade } from './made'
import { repairWord } from './repair-word'

export interface Rows {
  database: Database
  files: WorkspaceFiles
  datasets: Datasets
  runs: Runs
  history: History
}

/** What was being written is left for so long after its process has ended, milliseconds. */
const oldAge = 24 * 3600 * 1000

export interface Leftovers {
  /** Files and folders that no row names and nothing contradicts. */
  files: string[]
  /** Half-written files, old enough to go. */
  temporary: string[]
  /** Names of runs and datasets whose files are not as the database says. */
  doubtful: string[]
}

/** Looks, and changes nothing. */
export function leftovers(rows: Rows, found: readonly FoundFolder[], now = Date.now()): Leftovers {
  const left: Leftovers = { files: [], temporary: [], doubtful: [] }
  const { runs, datasets, history } = rows
  const listed = { run: runs.ids(), dataset: datasets.ids() }
  const discarded = discardedIn(rows.database)
  for (const each of found) {
    const { kind, id, folder, head } = each
    if (!head) continue
    if (listed[kind].has(id))
      sort(rows, each, new Set(kind === 'run' ? history.fileNames(id) : datasets.cacheNames(id)), left, now)
    else if (discarded[kind].has(id) || (kind === 'dataset' && head.state === 'unfinished')) left.files.push(folder)
  }
  return left
}

/** @param named by rows, relative to the workspace */
function sort(rows: Rows, each: FoundFolder, named: ReadonlySet<string>, left: Leftovers, now: number): void {
  const { files, runs, datasets } = rows
  const unnamed: string[] = []
  for (const name of namesIn(each)) {
    if (named.has(name)) continue
    const made = whatIsMade(name)
    if (made === 'file' && !isBeginning(rows, each, name)) unnamed.push(name)
    else if (made === 'temporary' && now - statSync(files.path(name)).mtimeMs > oldAge)
      left.temporary.push(files.path(name))
  }
  if (unnamed.length === 0) return
  if (isContradicted(rows, each, named, unnamed))
    left.doubtful.push(each.kind === 'run' ? runs.get(each.id).name : datasets.get(each.id).name)
  else left.files.push(...unnamed.map(name => files.path(name)))
}

/** What a run began with is named in its configuration. */
const isBeginning = ({ files, runs }: Rows, { kind, id }: FoundFolder, name: string): boolean =>
  kind === 'run' && name === files.name(files.start(id)) && runs.startHash(id) !== null

/**
 * A row that names a file that is not there, or a record that names one that no row does: one of the two is not to be
 * believed.
 */
function isContradicted(
  { database, files }: Rows,
  { kind, id, folder, head }: FoundFolder,
  named: ReadonlySet<string>,
  unnamed: readonly string[]
): boolean {
  if ([...named].some(name => !existsSync(files.path(name)))) return true
  if (
    kind === 'run' &&
    unnamed.includes(files.name(files.start(id))) &&
    JSON.stringify(head?.rows.runs ?? '').includes('startHash\\":\\"')
  )
    return true
  // Changes that the last process could not write into the record any more.
  if (database.prepare('SELECT 1 FROM touched WHERE kind = ? AND id = ?').get(kind, id) !== undefined) return false
  const { parts, unreadable } = readParts(folder)
  if (!head || unreadable.length > 0) return true
  const recorded = new Set(
    [head, ...parts]
      .flatMap(({ rows }) => Object.values(rows))
      .flatMap(({ columns, values }) => {
        const at = columns.indexOf('file')
        return at === -1 ? [] : values.map(row => String(row[at]))
      })
  )
  return unnamed.some(name => recorded.has(name))
}

/** Moves what is left over into the bin. @returns sentences about what was done, or why nothing was */
export function tidy(rows: Rows, left: Leftovers): string[] {
  const { database, files } = rows
  if (left.files.length === 0 && left.temporary.length === 0) return []
  const damage = damageOf(database)
  if (damage)
    return [
      `The database of ${files.folder} is damaged: ${damage}. Nothing was tidied. Close Atelier and ` +
        `run ${repairWord(files.folder)}.`
    ]
  for (const path of left.temporary) rmSync(path, { force: true })
  const places = new Map<string, number>()
  for (const path of left.files) {
    try {
      const place = putAsideSync(files, path)
      places.set(place, (places.get(place) ?? 0) + 1)
    } catch {
      // On another disk, or not ours to move: it stays where it is.
    }
  }
  return [...places].map(
    ([place, count]) =>
      `${count === 1 ? 'One file or folder' : `${count} files and folders`} left over from work that was ` +
      `broken off ${count === 1 ? 'was' : 'were'} put into the bin ` +
      `(${place}). ${count === 1 ? 'It goes' : 'They go'} when the bin is emptied.`
  )
}

/** Relative to the workspace; folders that are not there hold nothing. */
function namesIn({ kind, id, folder }: FoundFolder): string[] {
  return madeIn[kind].flatMap(place => {
    const inside = [`${kind}s`, id, ...(place ? [place] : [])].join('/')
    try {
      return readdirSync(join(folder, place)).map(name => `${inside}/${name}`)
    } catch {
      return []
    }
  })
}
