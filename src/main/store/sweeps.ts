/** Sweeps and their trials. Which process works on one stands with it: never two. */
import { z } from 'zod'
import { settings } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { sweep, sweepPlan, sweepStatus, trial, type Sweep, type Trial } from '../../shared/sweeps/sweep'
import type { Connection } from './connection'
import { isAlive, thisProcess } from './owner'

const row = sweep.omit({ plan: true, configurations: true, rungs: true, trials: true }).extend({
  plan: z.string(),
  configurations: z.string(),
  rungs: z.string(),
  ownerPid: z.int().nullable(),
  ownerStart: z.string().nullable()
})
const trialRow = trial.extend({ scores: z.string() })
const columns = `id, name, plan, configurations, rungs, status, error, owner_pid AS ownerPid,
    owner_start AS ownerStart, created_at AS createdAt`

export class Sweeps {
  constructor(private readonly database: Connection) {}

  /** Newest first. */
  list(): Sweep[] {
    return this.database
      .prepare(`SELECT ${columns} FROM sweeps ORDER BY created_at DESC, id`)
      .all()
      .map(found => this.read(found))
  }

  /** @throws StudioError not-found */
  get(id: string): Sweep {
    const found = this.database.prepare(`SELECT ${columns} FROM sweeps WHERE id = ?`).get(id)
    if (found === undefined) throw new StudioError('not-found', 'This sweep is not there any more.')
    return this.read(found)
  }

  add({ id, name, plan, configurations, rungs, createdAt }: Omit<Sweep, 'status' | 'error' | 'trials'>): void {
    const { pid, start } = thisProcess()
    this.database
      .prepare(
        `INSERT INTO sweeps (id, name, plan, configurations, rungs, status, owner_pid, owner_start, created_at)
           VALUES (?, ?, ?, ?, ?, 'running', ?, ?, ?)`
      )
      .run(id, name, ...[plan, configurations, rungs].map(part => JSON.stringify(part)), pid, start, createdAt)
  }

  /**
   * Takes a sweep for this process to work on, and says that it runs.
   * @returns whether nobody else does
   */
  claim(id: string): boolean {
    return this.database.transaction(() => {
      const { ownerPid, ownerStart } = this.rowOf(id)
      const own = thisProcess()
      const owner = ownerPid === null ? null : { pid: ownerPid, start: ownerStart ?? '' }
      if (owner && (owner.pid !== own.pid || owner.start !== own.start) && isAlive(owner)) return false
      this.database
        .prepare(`UPDATE sweeps SET status = 'running', error = NULL, owner_pid = ?, owner_start = ? WHERE id = ?`)
        .run(own.pid, own.start, id)
      return true
    })()
  }

  /** Nobody works on it from now on. @param status running: whoever opens the workspace next goes on with it */
  release(id: string, status: Sweep['status'], error: string | null = null): void {
    this.database
      .prepare('UPDATE sweeps SET status = ?, error = ?, owner_pid = NULL, owner_start = NULL WHERE id = ?')
      .run(status, error, id)
  }

  rename(id: string, name: string): void {
    this.database.prepare('UPDATE sweeps SET name = ? WHERE id = ?').run(name, id)
  }

  /** Adds a trial, or brings it up to date. */
  put(sweepId: string, { configuration, seed, aim, run, scores, out }: Trial): void {
    this.database
      .prepare(
        `INSERT INTO trials (sweep, configuration, seed, aim, run, scores, out) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET aim = excluded.aim, run = excluded.run, scores = excluded.scores,
             out = excluded.out`
      )
      .run(sweepId, configuration, seed, aim, run, JSON.stringify(scores), out)
  }

  /** Its runs stay. */
  delete(id: string): void {
    this.database.prepare('DELETE FROM sweeps WHERE id = ?').run(id)
  }

  private rowOf(id: string): z.infer<typeof row> {
    return row.parse(this.database.prepare(`SELECT ${columns} FROM sweeps WHERE id = ?`).get(id))
  }

  private read(found: unknown): Sweep {
    const { id, name, plan, configurations, rungs, status, error, createdAt } = row.parse(found)
    return {
      id,
      name,
      plan: sweepPlan.parse(JSON.parse(plan)),
      configurations: z.array(settings).parse(JSON.parse(configurations)),
      rungs: z.array(z.int()).parse(JSON.parse(rungs)),
      status: sweepStatus.parse(status),
      error,
      createdAt,
      trials: this.trials(id)
    }
  }

  private trials(id: string): Trial[] {
    return this.database
      .prepare(
        'SELECT configuration, seed, aim, run, scores, out FROM trials WHERE sweep = ? ORDER BY configuration, seed'
      )
      .all(id)
      .map(found => {
        const { scores, ...rest } = trialRow.parse(found)
        return trial.parse({ ...rest, scores: JSON.parse(scores) as unknown })
      })
  }
}
