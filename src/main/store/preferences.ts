/** Small things a window remembers, as JSON by key. */
import { z } from 'zod'
import type { Database } from './database'

const row = z.object({ key: z.string(), value: z.string() })
export type Json = z.infer<ReturnType<typeof z.json>>

export class Preferences {
  constructor(private readonly database: Database) {}

  all(): Record<string, Json> {
    const rows = z.array(row).parse(this.database.prepare('SELECT key, value FROM preferences ORDER BY key').all())
    return Object.fromEntries(rows.map(({ key, value }) => [key, z.json().parse(JSON.parse(value))]))
  }

  set(key: string, value: Json): void {
    this.database.prepare('INSERT INTO preferences (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(key, JSON.stringify(value))
  }
}
