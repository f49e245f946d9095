/**
 * Small things a window remembers, as JSON by key. What is stored may be older than today's bounds, or not of our
 * making: entries that cannot be read are left out and named, and never keep the others from being read.
 */
import { z } from 'zod'
import { preferenceBounds, preferenceKey, preferenceText } from '../../shared/bounds'
import { StudioError } from '../../shared/errors'
import { jsonProblem, type Json } from '../../shared/json'
import type { Connection } from './connection'

/** Keys, and bytes of all values together. A run leaves up to six keys, which go when it is deleted. */
const mostKeys = 10_000
const mostBytes = 16 * 2 ** 20

const row = z.object({ key: z.string(), value: z.string().nullable() })
const totals = z.object({ keys: z.int(), bytes: z.int() })

export interface StoredPreferences {
  values: Map<string, Json>
  /** Keys of those that cannot be read; long ones are cut. */
  unreadable: string[]
}

export class Preferences {
  constructor(private readonly database: Connection) {}

  /** What can be read, at most as much as may be stored. */
  all(): StoredPreferences {
    const found: StoredPreferences = { values: new Map(), unreadable: [] }
    let bytes = 0
    for (const each of this.rows()) {
      bytes += each.value?.length ?? 0
      const read = bytes <= mostBytes && found.values.size < mostKeys ? readValue(each) : undefined
      if (read === undefined) found.unreadable.push(each.key)
      else found.values.set(each.key, read)
    }
    return found
  }

  /** Undefined where there is none, or none that can be read. */
  get(key: string): Json | undefined {
    const found = this.database.prepare('SELECT key, value FROM preferences WHERE key = ?').get(key)
    return found === undefined ? undefined : readValue(row.parse(found))
  }

  /** @param key, value as the contract bounds them @throws StudioError conflict, when there is no room for more */
  set(key: string, value: Json): void {
    const text = JSON.stringify(value)
    // The key's own value is about to be replaced.
    const { keys, bytes } = totals.parse(
      this.database
        .prepare(
          'SELECT count(*) AS keys, coalesce(sum(octet_length(value)), 0) AS bytes FROM preferences WHERE key <> ?'
        )
        .get(key)
    )
    if (keys >= mostKeys || bytes + Buffer.byteLength(text) > mostBytes) {
      throw new StudioError(
        'conflict',
        'This workspace remembers as much of its windows as it may. What you change in a window now is ' +
          'forgotten when it is closed, until runs that nobody needs are deleted and the bin is emptied.'
      )
    }
    this.database
      .prepare(
        'INSERT INTO preferences (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value'
      )
      .run(key, text)
  }

  /** Forgets what cannot be read, whatever its key is made of. */
  deleteUnreadable(): void {
    const readable = JSON.stringify([...this.all().values.keys()])
    this.database.prepare('DELETE FROM preferences WHERE key NOT IN (SELECT value FROM json_each(?))').run(readable)
  }

  /** Everything but what is named. */
  deleteAllBut(kept: string): void {
    this.database.prepare('DELETE FROM preferences WHERE key <> ?').run(kept)
  }

  /** Everything under a path, such as `run/<id>/`. */
  deleteUnder(path: string): void {
    this.database.prepare('DELETE FROM preferences WHERE substr(key, 1, length(?)) = ?').run(path, path)
  }

  /** What is too long is not fetched whole. */
  private *rows(): Generator<z.infer<typeof row>> {
    // SQLite's substr ends at a NUL, which must not make another key of it.
    const statement = this.database.prepare(
      'SELECT CASE WHEN octet_length(key) <= 800 THEN key ELSE substr(key, 1, 201) END AS key, CASE WHEN ' +
        'octet_length(value) <= ? THEN value END AS value FROM preferences ORDER BY key'
    )
    for (const found of statement.iterate(preferenceText)) yield row.parse(found)
  }
}

function readValue({ key, value }: z.infer<typeof row>): Json | undefined {
  if (value === null || !preferenceKey.safeParse(key).success) return undefined
  try {
    const json: unknown = JSON.parse(value)
    return jsonProblem(json, preferenceBounds) === null ? (json as Json) : undefined
  } catch {
    return undefined
  }
}
