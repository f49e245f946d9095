/** Directions in runs' latents, in the order in which somebody wants them. */
import { z } from 'zod'
import { latentDirection, type LatentDirection } from '../../shared/explore/directions'
import type { Connection } from './connection'

const row = latentDirection.omit({ vector: true }).extend({ vector: z.string() })

export class Directions {
  constructor(private readonly database: Connection) {}

  list(run: string): LatentDirection[] {
    return this.database
      .prepare(
        'SELECT id, name, method, vector, deviation, share, found_at AS foundAt, key FROM directions WHERE run ' +
          '= ? ORDER BY place'
      )
      .all(run)
      .map(found => {
        const { vector, ...rest } = row.parse(found)
        return latentDirection.parse({ ...rest, vector: JSON.parse(vector) as unknown })
      })
  }

  /** These instead of those there were. All or nothing. */
  keep(run: string, directions: readonly LatentDirection[]): void {
    this.database.transaction(() => {
      this.database.prepare('DELETE FROM directions WHERE run = ?').run(run)
      const add = this.database.prepare(`
        INSERT INTO directions (run, place, id, name, method, vector, deviation, share, found_at, key)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      directions.forEach(({ id, name, method, vector, deviation, share, foundAt, key }, place) => {
        add.run(run, place, id, name, method, JSON.stringify(vector), deviation, share, foundAt, key)
      })
    })()
  }
}
