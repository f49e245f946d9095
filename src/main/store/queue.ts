/** Runs that wait for their turn to train. */
import { z } from 'zod'
import { settings } from '../../shared/domain'
import type { Connection } from './connection'
import { isAlive, type Owner } from './owner'
import { nextPlace } from './sequence'

/** What somebody asked to change when the run goes on. */
const change = z.object({
  epochs: z.int().optional(),
  steps: z.int().optional(),
  settings: settings.optional(),
  rollBack: z.boolean().optional()
})
export type Change = z.infer<typeof change>

export interface Waiting {
  run: string
  change: Change
  /** The process that waits for it and trains it itself; null: whichever studio is open. */
  owner: Owner | null
}

export interface InQueue extends Waiting {
  /** Milliseconds since 1970; null where an earlier Atelier put it there. */
  since: number | null
}

const row = z.object({
  run: z.string(),
  change: z.string(),
  owner_pid: z.int().nullable(),
  owner_start: z.string().nullable(),
  since: z.int().nullable()
})

export class Queue {
  constructor(private readonly database: Connection) {}

  /** The next one first; without those whose process is gone. */
  list(): InQueue[] {
    return this.all().filter(({ owner }) => owner === null || isAlive(owner))
  }

  find(run: string): InQueue | null {
    return this.list().find(waiting => waiting.run === run) ?? null
  }

  /** First in a transaction: whoever else wants to begin a training waits until it is over. */
  hold(): void {
    nextPlace(this.database)
  }

  /** At the end; one that waits already keeps its place. */
  put({ run, change: asked, owner }: Waiting): void {
    this.database.transaction(() => {
      this.database
        .prepare(
          `INSERT INTO queue (run, place, change, owner_pid, owner_start, since) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (run) DO UPDATE SET change = excluded.change, owner_pid = excluded.owner_pid,
             owner_start = excluded.owner_start`
        )
        .run(run, nextPlace(this.database), JSON.stringify(asked), owner?.pid ?? null, owner?.start ?? null, Date.now())
      this.touch(run)
    })()
  }

  /** @returns whether it was there */
  remove(run: string): boolean {
    return this.database.transaction(() => {
      const { changes } = this.database.prepare('DELETE FROM queue WHERE run = ?').run(run)
      if (changes > 0) this.touch(run)
      return changes > 0
    })()
  }

  /** @param before the one that it is to stand before; null: at the end. @returns whether both wait */
  move(run: string, before: string | null): boolean {
    return this.database.transaction(() => {
      this.hold()
      const order = this.all().map(waiting => waiting.run)
      if (!order.includes(run) || (before !== null && !order.includes(before))) return false
      if (run === before) return true
      const others = order.filter(each => each !== run)
      others.splice(before === null ? others.length : others.indexOf(before), 0, run)
      const place = this.database.prepare('UPDATE queue SET place = ? WHERE run = ?')
      for (const each of others) place.run(nextPlace(this.database), each)
      return true
    })()
  }

  /** Takes out those whose process is gone. @returns their runs */
  forgetAbandoned(): string[] {
    const gone = this.all().flatMap(({ run, owner }) => (owner !== null && !isAlive(owner) ? [run] : []))
    return gone.filter(run => this.remove(run))
  }

  private all(): InQueue[] {
    return z
      .array(row)
      .parse(this.database.prepare('SELECT run, change, owner_pid, owner_start, since FROM queue ORDER BY place').all())
      .map(found => ({
        run: found.run,
        change: readChange(found.change),
        since: found.since,
        owner: found.owner_pid === null ? null : { pid: found.owner_pid, start: found.owner_start ?? '' }
      }))
  }

  /** Other processes see by it that the run has changed. */
  private touch(run: string): void {
    this.database.prepare('UPDATE runs SET updated_at = ? WHERE id = ?').run(Date.now(), run)
  }
}

/** A row may be damaged: the run goes on all the same, as it is. */
function readChange(text: string): Change {
  try {
    return change.parse(JSON.parse(text))
  } catch {
    return {}
  }
}
