/** Who trains a run: the process that holds it, and what those that are gone have left. */
import { z } from 'zod'
import type { Run } from '../../../shared/domain'
import type { Connection } from '../connection'
import { thisProcess, type Program } from '../owner'
import { abandonedWords, activeStatuses, isAbandoned, isElsewhere, isHeld, row, selectRuns, type Row } from './row'
import { RunRows } from './rows'

/** The living process that trains a run, or that is told of it by the machine that does. */
export interface Holder {
  pid: number
  /** Null where an earlier Atelier began, which did not say. */
  program: Program | null
  /** Milliseconds since 1970. */
  since: number | null
}

/** As SQL has them. */
export const active = `('preparing', 'training', 'paused')`

export class HeldRuns extends RunRows {
  /** @param program what this process is to people who meet it as a run's owner */
  constructor(
    database: Connection,
    protected readonly program: Program
  ) {
    super(database)
  }

  /** Runs that are trained on a dataset, and by whom. */
  trainingOn(dataset: string): (Holder & { name: string })[] {
    return this.held().flatMap(found =>
      found.dataset === dataset && !isAbandoned(found) ? [{ name: found.name, ...holderOf(found) }] : []
    )
  }

  /** Runs that a living process of this machine trains, this one or another. */
  underWay(): (Holder & { id: string; name: string })[] {
    return this.held().flatMap(found =>
      isAbandoned(found) || isElsewhere(found) ? [] : [{ id: found.id, name: found.name, ...holderOf(found) }]
    )
  }

  /** The living process that trains a run; null where none does. */
  holder(id: string): Holder | null {
    const found = this.held().find(each => each.id === id)
    return found && isHeld(found) ? holderOf(found) : null
  }

  /**
   * Is told of a run from now on by the machine that trains it, where no living process is.
   * @returns whether it is this one that is
   */
  watch(id: string): boolean {
    const found = this.row(id)
    if (!isElsewhere(found) || (isHeld(found) && found.owner_pid !== process.pid)) return false
    const owner = thisProcess()
    return (
      this.database
        .prepare(
          `UPDATE runs SET owner_pid = ?, owner_start = ?, owner_program = ?, owner_since = ?
            WHERE id = ? AND owner_pid IS ? AND owner_start IS ?`
        )
        .run(owner.pid, owner.start, this.program, Date.now(), id, found.owner_pid, found.owner_start).changes > 0
    )
  }

  /** Leaves the watch to whoever comes next. */
  unwatch(id: string): void {
    this.database
      .prepare('UPDATE runs SET owner_pid = NULL, owner_start = NULL WHERE id = ? AND owner_pid = ?')
      .run(id, process.pid)
  }

  /**
   * Records as interrupted what processes that are gone have left.
   * @param ours also what this process holds: whoever trained it here has died in it
   * @returns those runs, each as it is now
   */
  markInterrupted(ours = false): Run[] {
    return this.held()
      .filter(found => isAbandoned(found) || (ours && found.owner_pid === process.pid && !isElsewhere(found)))
      .map(found => {
        try {
          // Somebody may have taken it since it was read.
          this.database
            .prepare(`
          UPDATE runs SET status = 'interrupted', error = ?, owner_pid = NULL, owner_start = NULL,
            owner_program = NULL, owner_since = NULL, updated_at = ?
          WHERE id = ? AND status IN ${active} AND owner_pid IS ? AND owner_start IS ?`)
            .run(abandonedWords(found), Date.now(), found.id, found.owner_pid, found.owner_start)
        } catch {
          // Who reads it sees it all the same.
        }
        return this.get(found.id)
      })
  }

  /** What tells whether a run has changed since, of every run that nobody trains now and that is not in the bin. */
  glance(): Map<string, string> {
    const rows = z
      .array(
        z.object({
          id: z.string(),
          status: z.string(),
          owner_pid: z.int().nullable(),
          owner_start: z.string().nullable(),
          remote_state: z.string().nullable(),
          updated_at: z.int()
        })
      )
      .parse(
        this.database
          .prepare(
            `SELECT id, status, owner_pid, owner_start, updated_at,
              (SELECT state FROM remote_runs WHERE run = id) AS remote_state FROM runs WHERE binned_at IS NULL`
          )
          .all()
      )
    return new Map(
      rows
        .filter(found => !activeStatuses.some(status => status === found.status) || isAbandoned(found))
        .map(({ id, updated_at: at }) => [id, String(at)])
    )
  }

  private held(): Row[] {
    return z
      .array(row)
      .parse(this.database.prepare(`${selectRuns} WHERE status IN ${active}`).all())
      .filter(({ id }) => !this.unsaved.has(id))
  }
}

const holderOf = ({ owner_pid: pid, owner_program: program, owner_since: since }: Row): Holder => ({
  pid: pid ?? 0,
  program,
  since
})
