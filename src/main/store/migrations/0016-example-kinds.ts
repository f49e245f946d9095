/**
 * The field's words: `form` becomes `example_kind`, in a run's configuration `exampleKind`, and `shows` becomes
 * `sheetKind`. Which kinds there are is known to their definitions, not to the database.
 */
import type { Database } from 'better-sqlite3'

export function exampleKinds(database: Database): void {
  database.exec(`
    ALTER TABLE datasets ADD COLUMN example_kind TEXT NOT NULL DEFAULT 'pictures';
    UPDATE datasets SET example_kind = form;
    ALTER TABLE datasets DROP COLUMN form;
  `)
  for (const [from, to] of [
    ['form', 'exampleKind'],
    ['shows', 'sheetKind']
  ] as const) {
    database
      .prepare(`UPDATE runs
        SET config = json_remove(json_set(config, '$.${to}', json_extract(config, '$.${from}')), '$.${from}')
        WHERE json_valid(config) AND json_type(config, '$.${from}') IS NOT NULL`)
      .run()
  }
}
