/**
 * Files are true by their rows: what no row names is left over from a crash. What another living process is
 * making has no row yet, so it marks the dataset's folder with a claim; runs name their owner in their row.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { z } from 'zod'
import { privateFile, privateFolder } from '../lib/private'
import type { Datasets } from './datasets'
import type { WorkspaceFiles } from './files'
import type { History } from './history'
import { isAlive, thisProcess } from './owner'
import type { Runs } from './runs'

interface Rows { files: WorkspaceFiles; datasets: Datasets; runs: Runs; history: History }

/** Marks a dataset's folder as being worked on by this process. @returns what lifts the mark */
export function claimFolder(folder: string): () => void {
  const file = join(folder, `claim-${process.pid}.json`)
  mkdirSync(folder, { recursive: true, mode: privateFolder })
  writeFileSync(file, JSON.stringify(thisProcess()), { mode: privateFile })
  return () => rmSync(file, { force: true })
}

/** What no row names. */
export function leftovers({ files, datasets, runs, history }: Rows): string[] {
  const found: string[] = []
  const held = runs.heldElsewhere()
  const recorded = runs.ids()
  for (const id of foldersOf(files.runs)) {
    if (held.has(id)) continue
    if (!recorded.has(id)) { found.push(files.run(id)); continue }
    const known = new Set([...history.fileNames(id).map(name => files.path(name)), ...(runs.startHash(id) === null ? [] : [files.start(id)])])
    found.push(...filesOf(files.run(id)).filter(path => !known.has(path)))
  }
  const kept = new Set(datasets.list().map(({ id }) => id))
  for (const id of foldersOf(files.datasets)) {
    if (isClaimed(files.dataset(id))) continue
    if (!kept.has(id)) { found.push(files.dataset(id)); continue }
    const known = new Set(datasets.cacheFiles(id))
    const uploaded = files.uploaded(id) + sep
    found.push(...filesOf(files.dataset(id)).filter(path => !known.has(path) && !path.startsWith(uploaded)))
  }
  return found
}

const foldersOf = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).filter(name => statSync(join(folder, name)).isDirectory()) : [])
const filesOf = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => !entry.isDirectory()).map(entry => join(entry.parentPath, entry.name))

function isClaimed(folder: string): boolean {
  return readdirSync(folder).filter(name => name.startsWith('claim-')).some(name => {
    try {
      return isAlive(z.object({ pid: z.int(), start: z.string() }).parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    } catch {
      return false
    }
  })
}
