/** A workspace is its owner's alone; one from before that was so is made so. */
import { chmodSync, lstatSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { privateFile, privateFolder } from '../../lib/private'
import type { WorkspaceFiles } from '../files'

/** Others' bits. */
const loose = 0o077

/**
 * Takes everybody else's rights away where anybody has any. Links are left alone, and what the window keeps for itself.
 * @returns whether it did
 */
export function makePrivate(files: WorkspaceFiles): boolean {
  if (process.platform === 'win32') return false
  // The workspace itself may be a link.
  const folder = realpathSync(files.folder)
  if (!isLoose(folder) && !isLoose(files.database)) return false
  let changed = tighten(folder)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isFile()) changed = tighten(path) || changed
    else if (entry.isDirectory() && ours.has(entry.name)) changed = tightenTree(path) || changed
  }
  return changed
}

const ours = new Set(['runs', 'datasets', 'imports', 'bin'])

function tightenTree(folder: string): boolean {
  let changed = tighten(folder)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() || entry.isDirectory()) changed = tighten(join(entry.parentPath, entry.name)) || changed
  }
  return changed
}

/** A file of another owner, or one on a disk without modes, stays as it is. */
function tighten(path: string): boolean {
  try {
    if (!isLoose(path)) return false
    const isFolder = lstatSync(path).isDirectory()
    chmodSync(path, isFolder ? privateFolder : privateFile)
    return true
  } catch {
    return false
  }
}

function isLoose(path: string): boolean {
  const facts = lstatSync(path, { throwIfNoEntry: false })
  return facts !== undefined && (facts.isFile() || facts.isDirectory()) && (facts.mode & loose) !== 0
}
