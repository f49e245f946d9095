/** Opens the SQLite file: settings, then the migrations it lacks. */
import { closeSync, existsSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { makeFolderSync } from '../lib/folders'
import { privateFile, privateFolder } from '../lib/private'
import { databaseError } from './connection/errors'
import { migrate } from './connection/migrate'
import { readAsItIs } from './connection/reading'
import { migrations as released, type Migration } from './migrations'

export type { Database } from 'better-sqlite3'

/**
 * @throws StudioError unsupported when a newer Atelier wrote it; not-readable when it is not a database or is damaged;
 * not-writable, disk-full
 */
export function openDatabase(file: string, migrations: readonly Migration[] = released): Database.Database {
  let database: Database.Database | null = null
  try {
    makeFolderSync(dirname(file), privateFolder)
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
    throw databaseError(file, error)
  }
}

/** Whether a file is a database of Atelier's, of any form. Writes nothing. */
export function isOurDatabase(file: string): boolean {
  if (!existsSync(file)) return false
  let database: Database.Database | null = null
  try {
    database = readAsItIs(file)
    const tables = database
      .prepare(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('datasets', 'images', 'runs', " +
          "'checkpoints', 'preferences')"
      )
      .pluck()
      .get()
    return tables === 5
  } catch {
    return false
  } finally {
    database?.close()
  }
}
