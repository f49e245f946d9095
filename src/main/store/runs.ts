/** Runs: configuration, status and who trains them. Metrics and files are in history.ts. */
import { z } from 'zod'
import {
  form as formSchema, framing as framingSchema, imageShape, lossCurve, measure, parameters as parametersSchema, run as domain, settings as settingsSchema,
  shows as showsSchema, start as startSchema, type Form, type Framing, type ImageShape, type LossCurve, type Measure, type Run, type RunStatus, type Settings, type Start
} from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { Connection } from './connection'
import { isAlive, thisProcess, type Owner } from './owner'
import { nextPlace } from './sequence'

export interface NewRun {
  id: string
  name: string
  model: string
  dataset: string
  datasetName: string
  settings: Settings
  seed: number
  epochs: number
  stepsPerEpoch: number
  form: Form
  image: ImageShape
  latent: number
  sampleCount: number
  sampleColumns: number
  shows: Run['shows']
  encodes: boolean
  framing: Framing
  losses: LossCurve[]
  measures: Measure[]
  /** Names of the classes it is told; none where it is told none. */
  classes: string[]
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
  settings?: Settings
  stepsPerEpoch?: number
}

/** The statuses in which a process holds a run. */
export const activeStatuses: readonly RunStatus[] = ['preparing', 'training', 'paused']
const active = `('preparing', 'training', 'paused')`

/** The run's configuration, kept as one JSON document. The framing stays here: only training needs it. */
const config = z.object({
  settings: settingsSchema, epochs: z.int(), stepsPerEpoch: z.int(), image: imageShape, latent: z.int(), sampleCount: z.int(), framing: framingSchema,
  shows: showsSchema.default('samples'), encodes: z.boolean().default(false),
  // Runs from before models named their losses were all GANs, and told no classes.
  sampleColumns: z.int().optional(),
  losses: z.array(lossCurve).default([{ key: 'discriminator', label: 'Discriminator', short: 'D' }, { key: 'generator', label: 'Generator', short: 'G' }]),
  measures: z.array(measure).default([]),
  classes: z.array(z.string()).default([]),
  form: formSchema.default('pictures'),
  start: startSchema.nullable().default(null),
  /** Of the file it began with, once that is there. */
  startHash: z.string().nullable().default(null)
})

const row = z.object({
  id: z.string(), name: z.string(), model: z.string(), dataset: z.string().nullable(), dataset_name: z.string(), config: z.string(),
  seed: z.int(), status: z.string(), error: z.string().nullable(), epoch: z.int(), step: z.int(),
  parameters: z.string().nullable(), engine: z.string().nullable(),
  seconds: z.number(), owner_pid: z.int().nullable(), owner_start: z.string().nullable(),
  created_at: z.int(), updated_at: z.int(), binned_at: z.int().nullable(), place: z.int()
})
type Row = z.infer<typeof row>

export class Runs {
  /** Runs whose last status could not be written: as they are. */
  private readonly unsaved = new Map<string, Run>()

  constructor(private readonly database: Connection) {
    database.onTrouble(trouble => { if (!trouble) this.saveUnsaved() })
  }

  /** Newest first, without the bin's. */
  list(): Run[] {
    return this.read(this.database.prepare('SELECT * FROM runs WHERE binned_at IS NULL ORDER BY place DESC').all())
  }

  /** Also finds runs in the bin. @throws StudioError not-found */
  get(id: string): Run {
    return this.unsaved.get(id) ?? read(this.row(id))
  }

  /** Records it as preparing, held by this process. */
  add(run: NewRun): Run {
    const now = Date.now()
    const { settings, epochs, stepsPerEpoch, form, image, latent, sampleCount, sampleColumns, shows, encodes, framing, losses, measures, classes, start } = run
    const owner = thisProcess()
    this.database.transaction(() => this.database.prepare(`
      INSERT INTO runs (id, name, model, dataset, dataset_name, config, seed, status, owner_pid, owner_start, created_at, updated_at, place)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'preparing', ?, ?, ?, ?, ?)`).run(
      run.id, run.name, run.model, run.dataset, run.datasetName,
      JSON.stringify(config.parse({ settings, epochs, stepsPerEpoch, form, image, latent, sampleCount, sampleColumns, shows, encodes, framing, losses, measures, classes, start })), run.seed, owner.pid, owner.start, now, now,
      nextPlace(this.database)))()
    return this.get(run.id)
  }

  /** Takes a run that nobody trains: preparing, held by this process. @throws StudioError conflict, not-found */
  claim(id: string): Run {
    if (this.unsaved.has(id)) this.saveUnsaved()
    const owner = thisProcess()
    const { changes } = this.database.prepare(`
      UPDATE runs SET status = 'preparing', error = NULL, owner_pid = ?, owner_start = ?, updated_at = ?
      WHERE id = ? AND status NOT IN ${active} AND binned_at IS NULL`).run(owner.pid, owner.start, Date.now(), id)
    if (changes > 0) this.unsaved.delete(id)
    const run = this.get(id)
    if (changes === 0) {
      throw new StudioError('conflict', this.row(id).binned_at === null ? `"${run.name}" is being trained already.` : `"${run.name}" is in the bin. Restore it first.`)
    }
    return run
  }

  update(id: string, patch: RunPatch): Run {
    const found = this.row(id)
    const before = this.unsaved.get(id) ?? read(found)
    const next = { ...before, ...patch }
    const held = activeStatuses.includes(next.status)
    const { settings, epochs, stepsPerEpoch } = next
    const configured = { ...config.parse(JSON.parse(found.config)), settings, epochs, stepsPerEpoch }
    this.database.prepare(`
      UPDATE runs SET name = ?, status = ?, error = ?, epoch = ?, step = ?, seconds = ?, engine = ?,
        parameters = ?, config = ?, owner_pid = ?, owner_start = ?, updated_at = ?
      WHERE id = ?`).run(
      next.name, next.status, next.error, next.epoch, next.step, next.seconds, next.engine,
      next.parameters && JSON.stringify(next.parameters),
      JSON.stringify(configured),
      held ? found.owner_pid : null, held ? found.owner_start : null, Date.now(), id)
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
    this.database.transaction(() => this.database.prepare('UPDATE runs SET binned_at = ?, binned_place = ?, updated_at = ? WHERE id = ?').run(
      binned ? Date.now() : null, binned ? nextPlace(this.database) : null, Date.now(), id))()
    return this.get(id)
  }

  isBinned(id: string): boolean {
    return this.row(id).binned_at !== null
  }

  /** Newest in the bin first. */
  binned(): Run[] {
    return this.read(this.database.prepare('SELECT * FROM runs WHERE binned_at IS NOT NULL ORDER BY binned_place DESC').all())
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

  /** Every run there is, the bin's too. */
  ids(): Set<string> {
    return new Set(z.array(z.object({ id: z.string() })).parse(this.database.prepare('SELECT id FROM runs').all()).map(({ id }) => id))
  }

  delete(id: string): void {
    this.database.prepare('DELETE FROM runs WHERE id = ?').run(id)
  }

  /** Active runs of a dataset, by name. */
  trainingOn(dataset: string): string[] {
    return z.array(z.object({ id: z.string(), name: z.string() })).parse(this.database.prepare(`SELECT id, name FROM runs WHERE dataset = ? AND status IN ${active}`).all(dataset))
      .filter(({ id }) => !this.unsaved.has(id)).map(({ name }) => name)
  }

  /** Whether any run was ever trained on a dataset, one in the bin included. */
  anyOn(dataset: string): boolean {
    return this.database.prepare('SELECT 1 FROM runs WHERE dataset = ? LIMIT 1').get(dataset) !== undefined
  }

  names(): Set<string> {
    return new Set(z.array(z.object({ name: z.string() })).parse(this.database.prepare('SELECT name FROM runs WHERE binned_at IS NULL').all()).map(({ name }) => name))
  }

  /** Ids of the runs that another living process holds. */
  heldElsewhere(): Set<string> {
    return new Set(this.held().filter(({ owner }) => owner && owner.pid !== process.pid && isAlive(owner)).map(({ id }) => id))
  }

  /** Marks runs whose process is gone as interrupted. @returns those runs */
  markInterrupted(): Run[] {
    return this.held().filter(({ owner }) => !owner || !isAlive(owner)).map(({ id }) => {
      const run = this.get(id)
      const { epoch } = run
      const kept = epoch > 0 ? `Everything up to epoch ${epoch} is kept` : 'It had not finished an epoch'
      return this.settle(run, { status: 'interrupted', error: `Atelier ended while this run trained. ${kept}; resume it to go on.` })
    })
  }

  private held(): { id: string; owner: Owner | null }[] {
    return z.array(row).parse(this.database.prepare(`SELECT * FROM runs WHERE status IN ${active}`).all()).filter(({ id }) => !this.unsaved.has(id))
      .map(({ id, owner_pid: pid, owner_start: start }) => ({ id, owner: pid === null ? null : { pid, start: start ?? '' } }))
  }

  private saveUnsaved(): void {
    for (const { id, status, error, epoch, step, seconds } of this.unsaved.values()) {
      try {
        this.update(id, { status, error, epoch, step, seconds })
      } catch {
        // Deleted in the meantime, or no room after all: it stays as it is.
      }
    }
  }

  private read(rows: unknown[]): Run[] {
    return z.array(row).parse(rows).map(found => this.unsaved.get(found.id) ?? read(found))
  }

  private row(id: string): Row {
    const found = this.database.prepare('SELECT * FROM runs WHERE id = ?').get(id)
    if (!found) throw new StudioError('not-found', 'That run is not in this workspace; it may have been deleted.')
    return row.parse(found)
  }
}

function read(found: Row): Run {
  const parameters = found.parameters === null ? null : parametersSchema.parse(JSON.parse(found.parameters))
  const { framing: _, startHash: __, sampleColumns, ...configured } = config.parse(JSON.parse(found.config))
  return domain.parse({
    id: found.id, name: found.name, model: found.model, dataset: found.dataset, datasetName: found.dataset_name,
    ...configured, sampleColumns: sampleColumns ?? Math.ceil(Math.sqrt(configured.sampleCount)), seed: found.seed, status: found.status, error: found.error,
    epoch: found.epoch, step: found.step, parameters, engine: found.engine, seconds: found.seconds,
    place: found.place, createdAt: found.created_at, updatedAt: found.updated_at
  })
}
