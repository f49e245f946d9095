/**
 * What happened to runs: findings, which stand until they are resolved, and changes, which are over at once. A finding
 * that was put aside still stands, so that it is not found again; but it is not shown as standing.
 */
import { z } from 'zod'
import { remedy, runEvent, type RunEvent } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { Connection } from './connection'

export type NewEvent = Omit<RunEvent, 'id' | 'at' | 'resolvedAt' | 'dismissedAt'>

const row = runEvent.extend({ run: z.string(), remedy: z.string().nullable() })
const columns = `id, run, epoch, step, kind, level, message, advice, remedy, at, resolved_at AS resolvedAt,
    dismissed_at AS dismissedAt`

export class Events {
  constructor(private readonly database: Connection) {}

  /** A warning or an error stands from now on. */
  add(run: string, { epoch, step, kind, level, message, advice, remedy: what }: NewEvent): RunEvent {
    const now = Date.now()
    const { lastInsertRowid } = this.database
      .prepare(`
      INSERT INTO events (run, epoch, step, kind, level, message, advice, remedy, at, resolved_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        run,
        epoch,
        step,
        kind,
        level,
        message,
        advice,
        what && JSON.stringify(what),
        now,
        level === 'info' ? now : null
      )
    return read(this.database.prepare(`SELECT ${columns} FROM events WHERE id = ?`).get(lastInsertRowid))
  }

  /** In the order in which they happened. */
  list(run: string): RunEvent[] {
    return this.database.prepare(`SELECT ${columns} FROM events WHERE run = ? ORDER BY id`).all(run).map(read)
  }

  /** Those that stand and were not put aside. */
  findings(run: string): RunEvent[] {
    return this.list(run).filter(({ resolvedAt, dismissedAt }) => resolvedAt === null && dismissedAt === null)
  }

  /** Kinds of all that stand, put aside or not. */
  standing(run: string): Set<string> {
    return new Set(
      this.list(run)
        .filter(({ resolvedAt }) => resolvedAt === null)
        .map(({ kind }) => kind)
    )
  }

  /** The step after which the run's settings have been as they are now. */
  changedAt(run: string): number {
    return this.list(run).findLast(({ kind }) => kind === 'settings')?.step ?? 0
  }

  /** Runs that have findings, but for the bin's. */
  troubled(): string[] {
    return z
      .array(z.object({ run: z.string() }))
      .parse(
        this.database
          .prepare(`
      SELECT DISTINCT run FROM events JOIN runs ON runs.id = run
        WHERE resolved_at IS NULL AND dismissed_at IS NULL AND binned_at IS NULL`)
          .all()
      )
      .map(({ run }) => run)
  }

  resolve(run: string, kind: string): void {
    this.database
      .prepare('UPDATE events SET resolved_at = ? WHERE run = ? AND kind = ? AND resolved_at IS NULL')
      .run(Date.now(), run, kind)
  }

  /** Puts a warning aside. Errors have ended their run: going on answers them. @throws StudioError not-found */
  dismiss(run: string, finding: number): void {
    this.putAside(run, finding, Date.now())
  }

  /** Takes `dismiss` back. @throws StudioError not-found */
  restore(run: string, finding: number): void {
    this.putAside(run, finding, null)
  }

  private putAside(run: string, finding: number, at: number | null): void {
    const { changes } = this.database
      .prepare("UPDATE events SET dismissed_at = ? WHERE run = ? AND id = ? AND level = 'warning'")
      .run(at, run, finding)
    if (changes === 0)
      throw new StudioError('not-found', `The run has no warning ${finding}. It may have gone back before it.`)
  }
}

function read(found: unknown): RunEvent {
  const { run: _, remedy: what, ...rest } = row.parse(found)
  return { ...rest, remedy: what === null ? null : remedy.parse(JSON.parse(what)) }
}
