/** Runs as they are: rows, and what could not be written of them yet. */
import { z } from 'zod'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Connection } from '../connection'
import { abandonedWords, isAbandoned, isWaiting, read, row, selectRuns, type Row } from './row'

export class RunRows {
  /** Runs whose last status could not be written: as they are. */
  protected readonly unsaved = new Map<string, Run>()

  constructor(protected readonly database: Connection) {}

  /** Newest first, without the bin's. */
  list(): Run[] {
    return this.read(this.database.prepare(`${selectRuns} WHERE binned_at IS NULL ORDER BY runs.place DESC`).all())
  }

  /** Null where it was deleted, or is in the bin. */
  find(id: string): Run | null {
    const found = this.database.prepare(`${selectRuns} WHERE id = ? AND binned_at IS NULL`).get(id)
    return found ? this.seen(row.parse(found)) : null
  }

  /** Also finds runs in the bin. @throws StudioError not-found */
  get(id: string): Run {
    return this.seen(this.row(id))
  }

  protected read(rows: unknown[]): Run[] {
    return z
      .array(row)
      .parse(rows)
      .map(found => this.seen(found))
  }

  /** As it is: what a process that is gone has left is interrupted, whether that is recorded yet or not. */
  protected seen(found: Row): Run {
    const kept = this.unsaved.get(found.id)
    if (kept) return kept
    if (isWaiting(found)) return { ...read(found), status: 'waiting', error: null }
    return isAbandoned(found) ? { ...read(found), status: 'interrupted', error: abandonedWords(found) } : read(found)
  }

  protected row(id: string): Row {
    const found = this.database.prepare(`${selectRuns} WHERE id = ?`).get(id)
    if (!found) throw new StudioError('not-found', 'That run is not in this workspace; it may have been deleted.')
    return row.parse(found)
  }
}
