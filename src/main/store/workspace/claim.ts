/**
 * Who is in a workspace. Everybody who has it open shares a claim on it; whoever tidies or repairs holds it alone. The
 * system's own locks keep it, by way of an empty database that is only ever locked: they end with their process however
 * that ends, and need no list of process ids.
 *
 * That file must not be read by other means: closing it would lift the locks of the whole process.
 */
import { existsSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { StudioError } from '../../../shared/errors'
import { privateFile } from '../../lib/private'
import type { WorkspaceFiles } from '../files'

export interface Claim {
  /**
   * Does this while nobody else is in the workspace.
   * @returns null, nothing being done, when somebody is or nobody can tell
   */
  alone<T>(work: () => T): T | null
  /**
   * The same for work that waits.
   * @returns what lets others in again; null when somebody else is in, or nobody can tell
   */
  takeAlone(): (() => void) | null
  /** Leaves the workspace. */
  release(): void
}

/** How long somebody else may tidy before whoever opens the workspace is told, milliseconds. */
const patience = 10_000

/** @throws StudioError conflict when somebody holds the workspace alone for long */
export function claimWorkspace(files: WorkspaceFiles): Claim {
  const lock = open(files)
  if (!lock) return { alone: () => null, takeAlone: () => null, release: () => {} }
  share(lock, files)
  return {
    alone(work) {
      lock.exec('COMMIT')
      try {
        if (!isFree(lock)) return null
        try {
          return work()
        } finally {
          lock.exec('COMMIT')
        }
      } finally {
        share(lock, files)
      }
    },
    takeAlone() {
      lock.exec('COMMIT')
      if (isFree(lock))
        return () => {
          lock.exec('COMMIT')
          share(lock, files)
        }
      share(lock, files)
      return null
    },
    release: () => {
      lock.close()
    }
  }
}

/** Null where no lock can be had: on a read-only disk, or one that knows none. */
function open(files: WorkspaceFiles): Database.Database | null {
  try {
    if (!existsSync(files.claim)) writeFileSync(files.claim, '', { flag: 'a', mode: privateFile })
    const lock = new Database(files.claim, { timeout: patience })
    lock.exec('PRAGMA journal_mode = DELETE')
    return lock
  } catch {
    return null
  }
}

function isFree(lock: Database.Database): boolean {
  lock.exec('PRAGMA busy_timeout = 0')
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return true
  } catch {
    return false
  } finally {
    lock.exec(`PRAGMA busy_timeout = ${patience}`)
  }
}

function share(lock: Database.Database, { folder }: WorkspaceFiles): void {
  lock.exec('BEGIN')
  try {
    lock.prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch (error) {
    if (!isBusy(error)) return
    lock.close()
    throw new StudioError(
      'conflict',
      `Another Atelier is repairing or tidying the workspace ${folder}. Wait until it is done, then try again.`,
      { cause: error }
    )
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
