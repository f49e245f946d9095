/** Opens the SQLite file: settings, then the migrations it lacks. */
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { StudioError } from '../../shared/errors'
import { privateFile, privateFolder } from '../lib/private'
import { migrations as released, type Migration } from './migrations'

export type { Database } from 'better-sqlite3'

/**
 * @throws StudioError unsupported when a newer Atelier wrote it; not-readable when it is not a database, is damaged,
 * or its folder cannot be written.
 */
export function openDatabase(file: string, migrations: readonly Migration[] = released): Database.Database {
  let database: Database.Database | null = null
  try {
    mkdirSync(dirname(file), { recursive: true, mode: privateFolder })
    // SQLite gives its journal the modes of the database.
    if (!existsSync(file)) closeSync(openSync(file, 'a', privateFile))
    database = new Database(file, { timeout: 10_000 })
    database.pragma('journal_mode = WAL')
    // FULL: a commit is on the disk when it returns, so pulling the plug loses no epoch that was announced.
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    migrate(database, file, migrations)
    return database
  } catch (error) {
    database?.close()
    throw error instanceof StudioError ? error : unreadable(file, error)
  }
}

/** Whether a file is a database of Atelier's, of any form. Writes nothing. */
export function isOurDatabase(file: string): boolean {
  if (!existsSync(file)) return false
  let database: Database.Database | null = null
  try {
    database = new Database(file, { readonly: true, timeout: 10_000 })
    const tables = database.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('datasets', 'images', 'runs', 'checkpoints', 'preferences')").pluck().get()
    return tables === 5
  } catch {
    return false
  } finally {
    database?.close()
  }
}

function migrate(database: Database.Database, file: string, migrations: readonly Migration[]): void {
  const version = () => Number(database.pragma('user_version', { simple: true }))
  if (version() > migrations.length) {
    throw new StudioError('unsupported', `${file} was written by a newer Atelier (its form is ${version()}, this one knows ${migrations.length}). Update Atelier, or choose another workspace.`)
  }
  for (const [index, migration] of migrations.entries()) {
    // Immediate and looked at again inside: two programs may open a new workspace at once.
    database.transaction(() => {
      if (version() > index) return
      migration(database)
      database.pragma(`user_version = ${index + 1}`)
    }).immediate()
  }
}

function unreadable(file: string, cause: unknown): StudioError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const why = cause instanceof Error ? cause.message : String(cause)
  if (code === 'SQLITE_NOTADB') return new StudioError('not-readable', `${file} is not an Atelier database. Move it away, or choose another workspace.`, { cause })
  if (code.startsWith('SQLITE_CORRUPT')) return new StudioError('not-readable', `${file} is damaged (${why}). Restore it from a backup, or choose another workspace.`, { cause })
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') return new StudioError('disk-full', `The disk with ${file} is full. Free some space and try again.`, { cause })
  return new StudioError('not-readable', `The workspace database ${file} could not be opened (${why}). Check the folder's permissions, or choose another workspace.`, { cause })
}
