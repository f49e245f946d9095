/** Brings a database to today's form. */
import type Database from 'better-sqlite3'
import { StudioError } from '../../../shared/errors'
import type { Migration } from '../migrations'
import { touchAll, unwatchChanges, watchChanges } from '../records/tables'

/** How many migrations were done. */
export const versionOf = (database: Database.Database): number =>
  Number(database.pragma('user_version', { simple: true }))

/** @throws StudioError unsupported when a newer Atelier wrote it */
export function checkForm(database: Database.Database, file: string, migrations: readonly Migration[]): void {
  const version = versionOf(database)
  if (version > migrations.length) {
    throw new StudioError(
      'unsupported',
      `${file} was written by a newer Atelier (its form is ${version}, this one knows ${migrations.length}). ` +
        'Update Atelier, or choose another workspace.'
    )
  }
}

/**
 * Does the migrations that it lacks.
 * @throws StudioError as checkForm; what a migration throws, the database being as it was
 */
export function migrate(database: Database.Database, file: string, migrations: readonly Migration[]): void {
  checkForm(database, file, migrations)
  const before = versionOf(database)
  if (before < migrations.length && hasRecords(database)) unwatchChanges(database)
  for (const [index, migration] of migrations.entries()) {
    if (versionOf(database) > index) continue
    // Immediate and looked at again inside: two programs may open a new workspace at once.
    database
      .transaction(() => {
        if (versionOf(database) > index) return
        migration(database)
        database.pragma(`user_version = ${index + 1}`)
      })
      .immediate()
  }
  if (!hasRecords(database)) return
  watchChanges(database)
  // Records say which form their rows have: they are written anew.
  if (before < migrations.length) touchAll(database)
}

/**
 * Whether the form has records of what belongs to runs and datasets (see records/): those before the tenth had none.
 */
const hasRecords = (database: Database.Database): boolean =>
  database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'touched'").pluck().get() === 1
