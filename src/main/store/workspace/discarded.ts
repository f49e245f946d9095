/** What somebody deleted for good, of which a folder may have stayed behind. */
import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { Database, Statement } from 'better-sqlite3'
import type { WorkspaceFiles } from '../files'
import type { Kind } from '../records/kind'

const rows = z.array(z.object({ kind: z.enum(['run', 'dataset']), id: z.string() }))
interface Statements {
  prepare: (sql: string) => Statement
}

/** To be called in the transaction that deletes its rows. */
export function noteDiscarded(database: Statements, kind: Kind, id: string): void {
  database.prepare('INSERT OR IGNORE INTO discarded (kind, id) VALUES (?, ?)').run(kind, id)
}

const noted = (database: Statements) => rows.parse(database.prepare('SELECT kind, id FROM discarded').all())

/** Ids by kind. */
export function discardedIn(database: Statements): Record<Kind, Set<string>> {
  const found: Record<Kind, Set<string>> = { run: new Set(), dataset: new Set() }
  for (const { kind, id } of noted(database)) found[kind].add(id)
  return found
}

/** Forgets those of which nothing lies there any more. */
export function forgetGone(database: Database, files: WorkspaceFiles): void {
  const forget = database.prepare('DELETE FROM discarded WHERE kind = ? AND id = ?')
  for (const { kind, id } of noted(database)) if (!existsSync(files.folderOf(kind, id))) forget.run(kind, id)
}
