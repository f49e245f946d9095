/** Brings a database to today's form. */
import type Database from 'better-sqlite3'
import { StudioError } from '../../../shared/errors'
import type { Migration } from '../migrations'

/** How many migrations were done. */
export const versionOf = (database: Database.Database): number => Number(database.pragma('user_version', { simple: true }))

/** @throws StudioError unsupported when a newer Atelier wrote it */
export function checkForm(database: Database.Database, file: string, migrations: readonly Migration[]): void {
  const version = versionOf(database)
  if (version > migrations.length) {
    throw new StudioError('unsupported', `${file} was written by a newer Atelier (its form is ${version}, this one knows ${migrations.length}). Update Atelier, or choose another workspace.`)
  }
}

/** Does the migrations that it lacks. @throws StudioError as checkForm; what a migration throws, the database being as it was */
export function migrate(database: Database.Database, file: string, migrations: readonly Migration[]): void {
  checkForm(database, file, migrations)
  for (const [index, migration] of migrations.entries()) {
    if (versionOf(database) > index) continue
    // Immediate and looked at again inside: two programs may open a new workspace at once.
    database.transaction(() => {
      if (versionOf(database) > index) return
      migration(database)
      database.pragma(`user_version = ${index + 1}`)
    }).immediate()
  }
}
