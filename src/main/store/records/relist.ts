/** Lists again what lies in a workspace's folders: rows out of records. */
import type { Database } from '../database'
import { migrations } from '../migrations'
import type { FoundFolder } from './find'
import { readParts, type Rows } from './format'
import { insert, upgraded, type Tables } from './restore'
import type { Kind } from './kind'
import { recordedTables } from './tables'
import { lastPlace } from '../sequence'

/**
 * Of which runs and datasets a database had changes that were not in their records yet, and the newest change it knew
 * at all.
 */
export interface Ahead {
  ids: ReadonlySet<string>
  last: number
}

export interface Relisted {
  runs: string[]
  datasets: string[]
  /** Records that could not be used, with the reason. */
  passedOver: { path: string; why: string }[]
}

/**
 * Puts the rows of records into a database, in place of those it has of the same runs and datasets; where the database
 * knows of changes that had not reached the record yet, its rows stand. All or nothing.
 * @param ahead what the rows know that records may not
 */
export function relist(
  database: Database,
  found: readonly FoundFolder[],
  ahead: Ahead = { ids: behindIn(database), last: lastPlace(database) }
): Relisted {
  const done: Relisted = { runs: [], datasets: [], passedOver: [] }
  // A row is replaced by deleting it: what refers to it must not go with it.
  database.pragma('foreign_keys = OFF')
  try {
    database
      .transaction(() => {
        for (const each of found) relistOne(database, each, ahead, done)
        database.exec(
          'UPDATE runs SET dataset = NULL WHERE dataset IS NOT NULL AND dataset NOT IN (SELECT id FROM datasets)'
        )
        forgetOrphans(database)
      })
      .immediate()
  } finally {
    database.pragma('foreign_keys = ON')
  }
  return done
}

function relistOne(database: Database, { kind, id, folder, head }: FoundFolder, ahead: Ahead, done: Relisted): void {
  if (head?.state !== 'kept') return
  const { parts, unreadable } = readParts(folder)
  const readable = [head, ...parts].filter(({ schema }) => schema <= migrations.length)
  if (!readable.includes(head)) {
    done.passedOver.push({ path: folder, why: 'it was written by a newer Atelier' })
    return
  }
  const tables = recordedTables(database).filter(table => table.kind === kind)
  const change = Math.max(...readable.map(part => part.change))
  const isBehind = ahead.ids.has(id) && change <= ahead.last && isListed(database, kind, id)
  if (!isBehind)
    for (const { table, owner } of tables) database.prepare(`DELETE FROM "${table}" WHERE "${owner}" = ?`).run(id)
  const owned = new Map(tables.map(({ table, owner }) => [table, owner]))
  for (const { rows, schema } of readable)
    insert(database, ownRows(upgraded(rows, schema, migrations), owned, id), isBehind ? 'IGNORE' : 'REPLACE')
  if (kind === 'run')
    database.prepare('DELETE FROM steps WHERE run = ? AND step > (SELECT step FROM runs WHERE id = ?)').run(id, id)
  database
    .prepare(
      'UPDATE sequence SET value = max(value, ?, (SELECT coalesce(max(place), 0) FROM runs), (SELECT ' +
        'coalesce(max(place), 0) FROM datasets))'
    )
    .run(change)
  done.passedOver.push(...unreadable.map(path => ({ path, why: 'it cannot be read' })))
  done[`${kind}s`].push(id)
}

/** A record speaks for its own run or dataset alone. */
function ownRows(tables: Tables, owned: ReadonlyMap<string, string>, id: string): Tables {
  return Object.fromEntries(
    Object.entries(tables).flatMap(([table, { columns, values }]): [string, Rows][] => {
      const owner = owned.get(table)
      const at = owner === undefined ? -1 : columns.indexOf(owner)
      return at === -1 ? [] : [[table, { columns, values: values.filter(row => row[at] === id) }]]
    })
  )
}

/** Ids of runs and datasets with changes that are noted and not yet written into their records. */
export const behindIn = (database: Database): Set<string> =>
  new Set(database.prepare('SELECT DISTINCT id FROM touched').pluck().all() as string[])

const isListed = (database: Database, kind: Kind, id: string): boolean =>
  database.prepare(`SELECT 1 FROM ${kind}s WHERE id = ?`).get(id) !== undefined

/** Rows of runs and datasets that are not there. */
function forgetOrphans(database: Database): void {
  for (const { table, kind, owner } of recordedTables(database))
    if (owner !== 'id') database.exec(`DELETE FROM "${table}" WHERE "${owner}" NOT IN (SELECT id FROM ${kind}s)`)
  database.exec('DELETE FROM steps WHERE run NOT IN (SELECT id FROM runs)')
}
