/** Runs that are trained on another machine: which job there, and how much of what it tells is here. */
import { z } from 'zod'
import { StudioError } from '../../shared/errors'
import type { Connection } from './connection'

const row = z.object({
  run: z.string(),
  /** Its name. */
  machine: z.string(),
  /** `ended`: nobody trains it there any more. */
  state: z.enum(['sending', 'submitted', 'ended']),
  /** Counts the times that it was sent. */
  attempt: z.int(),
  /** How it runs there, what it is called there, and its folder, once it was submitted. */
  engine: z.string().nullable(),
  job: z.string().nullable(),
  folder: z.string().nullable(),
  /** Bytes of what it tells that are taken. */
  taken: z.int(),
  /** What it told of the run last, as JSON. */
  said: z.string().nullable(),
  /** 1: somebody wants it to stop; 2: it was told so. */
  stopping: z.int(),
  /** When it was given to that machine, ms since 1970; null where an earlier Atelier did. */
  since: z.int().nullable()
})
export type RemoteRun = z.infer<typeof row>

export class RemoteRuns {
  constructor(private readonly database: Connection) {}

  /** Null for one that was never trained elsewhere. */
  find(run: string): RemoteRun | null {
    return row.optional().parse(this.database.prepare('SELECT * FROM remote_runs WHERE run = ?').get(run)) ?? null
  }

  /** @throws StudioError not-found */
  get(run: string): RemoteRun {
    const found = this.find(run)
    if (found) return found
    throw new StudioError('not-found', 'Nobody trains this run elsewhere.')
  }

  /** Those that a machine trains, or is to train. */
  underWay(): RemoteRun[] {
    return z.array(row).parse(this.database.prepare("SELECT * FROM remote_runs WHERE state <> 'ended'").all())
  }

  /** It is to be trained there from now on. */
  begin(run: string, machine: string): void {
    this.database
      .prepare(`
      INSERT INTO remote_runs (run, machine, state, attempt, since) VALUES (?, ?, 'sending', 1, ?)
        ON CONFLICT (run) DO UPDATE SET machine = excluded.machine, state = 'sending', attempt = attempt + 1,
          engine = NULL, job = NULL, folder = NULL, taken = 0, said = NULL, stopping = 0, since = excluded.since`)
      .run(run, machine, Date.now())
  }

  change(run: string, patch: Partial<Omit<RemoteRun, 'run' | 'machine' | 'attempt'>>): void {
    const columns = Object.entries(patch)
    this.database
      .prepare(`UPDATE remote_runs SET ${columns.map(([column]) => `${column} = ?`).join(', ')} WHERE run = ?`)
      .run(...columns.map(([, value]) => value), run)
  }
}
