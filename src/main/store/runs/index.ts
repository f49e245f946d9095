/** Runs: configuration, status and who trains them. Metrics and files are in history.ts. */
import { z } from 'zod'
import type {
  ExampleKindId,
  Framing,
  ImageShape,
  LossCurve,
  Measure,
  Run,
  RunStatus,
  Settings,
  Start
} from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Connection } from '../connection'
import type { LearntFrom } from '../moving/learnt-from'
import { thisProcess, type Program } from '../owner'
import { active, HeldRuns } from './held'
import { activeStatuses, config, isAbandoned, ownerColumns, selectRuns } from './row'
import { nextPlace } from '../sequence'
import { Versions } from '../versions'
import { noteDiscarded } from '../workspace/discarded'

export type { Holder } from './held'
export { activeStatuses } from './row'

export interface NewRun {
  id: string
  name: string
  model: string
  dataset: string
  datasetName: string
  settings: Settings
  seed: number
  epochs: number
  /** It ends after so many; null: with its last epoch. */
  steps: number | null
  stepsPerEpoch: number
  exampleKind: ExampleKindId
  image: ImageShape
  latent: number
  sampleCount: number
  sampleColumns: number
  sheetKind: Run['sheetKind']
  /** Of a model that grows; none of others. */
  stages: Run['stages']
  encodes: boolean
  framing: Framing
  losses: LossCurve[]
  measures: Measure[]
  /** What its pictures are drawn from. */
  inputs: Run['inputs']
  /** Null where its weights are drawn from the seed. */
  start: Start | null
}

/** What changes while a run trains; what is left out stays. */
export interface RunPatch {
  name?: string
  status?: RunStatus
  error?: string | null
  epoch?: number
  step?: number
  seconds?: number
  engine?: string
  parameters?: NonNullable<Run['parameters']>
  /** Changes the configuration. */
  epochs?: number
  steps?: number | null
  settings?: Settings
  stepsPerEpoch?: number
}

const plainColumns = ['name', 'status', 'error', 'epoch', 'step', 'seconds', 'engine'] as const

export class Runs extends HeldRuns {
  constructor(database: Connection, program: Program) {
    super(database, program)
    database.onTrouble(trouble => {
      if (!trouble) this.saveUnsaved()
    })
  }

  /** Records it as preparing, held by this process; or as one that nobody trains yet (`held` false). */
  add(run: NewRun, held = true): Run {
    const now = Date.now()
    const owner = held ? thisProcess() : { pid: null, start: null }
    this.database.transaction(() => {
      this.database
        .prepare(`
      INSERT INTO runs (id, name, model, dataset, dataset_name, config, seed, status, owner_pid, owner_start,
        owner_program, owner_since, created_at, updated_at, place)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
        .run(
          run.id,
          run.name,
          run.model,
          run.dataset,
          run.datasetName,
          JSON.stringify(config.parse(run)),
          run.seed,
          held ? 'preparing' : 'stopped',
          owner.pid,
          owner.start,
          held ? this.program : null,
          held ? now : null,
          now,
          now,
          nextPlace(this.database)
        )
      new Versions(this.database).remember(run.id, run.dataset)
    })()
    return this.get(run.id)
  }

  /** Takes a run that nobody trains: preparing, held by this process. @throws StudioError conflict, not-found */
  claim(id: string): Run {
    if (this.unsaved.has(id)) this.saveUnsaved()
    const [owner, found, now] = [thisProcess(), this.row(id), Date.now()]
    // Of several that find its process gone, one gets it.
    const { changes } = this.database
      .prepare(`
      UPDATE runs SET status = 'preparing', error = NULL, owner_pid = ?, owner_start = ?, owner_program = ?,
        owner_since = ?, updated_at = ?
      WHERE id = ? AND binned_at IS NULL AND (status NOT IN ${active} OR (? AND owner_pid IS ? AND owner_start IS ?))`)
      .run(
        owner.pid,
        owner.start,
        this.program,
        now,
        now,
        id,
        Number(isAbandoned(found)),
        found.owner_pid,
        found.owner_start
      )
    if (changes > 0) {
      this.unsaved.delete(id)
      this.database.prepare('DELETE FROM queue WHERE run = ?').run(id)
    }
    const run = this.get(id)
    if (changes === 0) {
      throw new StudioError(
        'conflict',
        this.row(id).binned_at === null
          ? `"${run.name}" is being trained already.`
          : `"${run.name}" is in the bin. Restore it first.`
      )
    }
    return run
  }

  /** Changes what is named, and nothing else: another process may have changed the rest since it was read. */
  update(id: string, patch: RunPatch): Run {
    const { epochs, steps, settings, stepsPerEpoch, parameters, ...named } = { ...this.unsavedOf(id), ...patch }
    const columns: [string, string | number | null][] = plainColumns.flatMap(
      (column): [string, string | number | null][] => (named[column] === undefined ? [] : [[column, named[column]]])
    )
    if (parameters) columns.push(['parameters', JSON.stringify(parameters)])
    const configured = Object.entries({ epochs, steps, settings, stepsPerEpoch }).filter(
      ([, value]) => value !== undefined
    )
    if (configured.length > 0)
      columns.push([
        'config',
        JSON.stringify({ ...config.parse(JSON.parse(this.row(id).config)), ...Object.fromEntries(configured) })
      ])
    if (named.status && !activeStatuses.includes(named.status))
      columns.push(...ownerColumns.map((column): [string, null] => [column, null]))
    this.database
      .prepare(`UPDATE runs SET ${columns.map(([column]) => `${column} = ?, `).join('')}updated_at = ? WHERE id = ?`)
      .run(...columns.map(([, value]) => value), Date.now(), id)
    this.unsaved.delete(id)
    return this.get(id)
  }

  /**
   * A status with which nobody holds the run any more, which must be known whatever the disk does: where it cannot be
   * written it is kept in memory until it can. Should this process end before that, the next one finds that the run was
   * interrupted.
   * @param known the run as it was last known, in case that it cannot be read any more either
   */
  settle(known: Run, patch: RunPatch & { status: RunStatus }): Run {
    try {
      return this.database.urgently(() => this.database.saying(() => this.update(known.id, patch)))
    } catch {
      const run: Run = { ...(this.unsaved.get(known.id) ?? known), ...patch, updatedAt: Date.now() }
      this.unsaved.set(run.id, run)
      return run
    }
  }

  /** Into the bin, or out of it. */
  setBinned(id: string, binned: boolean): Run {
    this.database.transaction(() => {
      this.database
        .prepare('UPDATE runs SET binned_at = ?, binned_place = ?, updated_at = ? WHERE id = ?')
        .run(binned ? Date.now() : null, binned ? nextPlace(this.database) : null, Date.now(), id)
      if (binned) this.database.prepare('DELETE FROM queue WHERE run = ?').run(id)
    })()
    return this.get(id)
  }

  isBinned(id: string): boolean {
    return this.row(id).binned_at !== null
  }

  /** Newest in the bin first. */
  binned(): Run[] {
    return this.read(
      this.database.prepare(`${selectRuns} WHERE binned_at IS NOT NULL ORDER BY binned_place DESC`).all()
    )
  }

  /** How its pictures become squares, the same at every resume. */
  framing(id: string): Framing {
    return config.parse(JSON.parse(this.row(id).config)).framing
  }

  /** sha256 of the file it began with; null where there is none (yet). */
  startHash(id: string): string | null {
    return config.parse(JSON.parse(this.row(id).config)).startHash
  }

  setStartHash(id: string, hash: string): void {
    const configured = { ...config.parse(JSON.parse(this.row(id).config)), startHash: hash }
    this.database.prepare('UPDATE runs SET config = ? WHERE id = ?').run(JSON.stringify(configured), id)
  }

  /** What a run that came from elsewhere learnt from there; null of others. */
  learntFrom(id: string): LearntFrom | null {
    return config.parse(JSON.parse(this.row(id).config)).learntFrom
  }

  setLearntFrom(id: string, learntFrom: LearntFrom | null): void {
    const configured = { ...config.parse(JSON.parse(this.row(id).config)), learntFrom }
    this.database.prepare('UPDATE runs SET config = ? WHERE id = ?').run(JSON.stringify(configured), id)
  }

  /** Gives a run a dataset to go on with. */
  setDataset(id: string, { id: dataset, name }: { id: string; name: string }): Run {
    this.database
      .prepare('UPDATE runs SET dataset = ?, dataset_name = ?, updated_at = ? WHERE id = ?')
      .run(dataset, name, Date.now(), id)
    return this.get(id)
  }

  /** Every run there is, the bin's too. */
  ids(): Set<string> {
    return new Set(
      z
        .array(z.object({ id: z.string() }))
        .parse(this.database.prepare('SELECT id FROM runs').all())
        .map(({ id }) => id)
    )
  }

  delete(id: string): void {
    this.database.transaction(() => {
      noteDiscarded(this.database, 'run', id)
      this.database.prepare('DELETE FROM runs WHERE id = ?').run(id)
    })()
  }

  /** Whether any run was ever trained on a dataset, one in the bin included. */
  anyOn(dataset: string): boolean {
    return this.database.prepare('SELECT 1 FROM runs WHERE dataset = ? LIMIT 1').get(dataset) !== undefined
  }

  names(): Set<string> {
    return new Set(
      z
        .array(z.object({ name: z.string() }))
        .parse(this.database.prepare('SELECT name FROM runs WHERE binned_at IS NULL').all())
        .map(({ name }) => name)
    )
  }

  private saveUnsaved(): void {
    for (const id of this.unsaved.keys()) {
      try {
        this.update(id, {})
      } catch {
        // Deleted in the meantime, or no room after all: it stays as it is.
      }
    }
  }

  private unsavedOf(id: string): Pick<Run, 'status' | 'error' | 'epoch' | 'step' | 'seconds'> | null {
    const run = this.unsaved.get(id)
    return run ? { status: run.status, error: run.error, epoch: run.epoch, step: run.step, seconds: run.seconds } : null
  }
}
