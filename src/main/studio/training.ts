/** One run in one engine process: its reports become rows, files and events, and its death a sentence. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochMetrics, Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { Emit } from '../../shared/ipc'
import type { CheckpointFile, Order, Report } from '../engine/protocol'
import type { Progress } from '../datasets'
import { encodeSheet } from '../exports/sheet'
import { sentence } from '../lib/failures'
import { privateFolder } from '../lib/private'
import { findModel } from '../models'
import { galleryOf } from '../models/gallery'
import type { Store } from '../store'
import { writeWhole } from '../store/files'
import type { StoredCheckpoint } from '../store/history'
import { activeStatuses, type RunPatch } from '../store/runs'
import { rewind, superfluous } from './checkpoints'
import { endingOf, type EngineExit, type EngineProcess } from './engine-process'
import { RunHealth } from './health'
import { LossFeed } from './loss-feed'
import { preparePictures } from './preparation'
import { pictured } from './scatter'
import { Stopwatch } from '../lib/stopwatch'
import { startingFile, startingWeights } from './transfer'

export interface TrainingParts {
  store: Store
  emit: Emit
  startEngine: () => EngineProcess
  progress: Progress
}

/** How long an engine may take to save and end before it is killed, milliseconds. */
const patience = 60_000
const farewell = 10_000

/** How a run that was there before goes on. */
export interface Resumption {
  /** Only checkpoints of earlier steps count. */
  before?: number
  /** What somebody changed, to be recorded where it goes on. */
  change?: string
}

type EpochReport = Extract<Report, { type: 'epoch' }>

export class Training {
  private readonly aborted = new AbortController()
  private readonly clock: Stopwatch
  private readonly losses: LossFeed
  private engine: EngineProcess | null = null
  private health: RunHealth | null = null
  /** Reports are worked through one by one: an epoch's files are on the disk before anything after it is looked at. */
  private queue: Promise<void> = Promise.resolve()
  private watchers: (() => void)[] = []
  private readonly ending = Promise.withResolvers<void>()

  constructor(private readonly parts: TrainingParts, readonly id: string) {
    this.clock = new Stopwatch(this.run.seconds)
    this.losses = new LossFeed(parts.store, parts.emit, () => this.run, () => this.clock.seconds)
  }

  /** Resolves when the run has its last status and the engine has ended; never rejects. */
  get ended(): Promise<void> { return this.ending.promise }

  /** Prepares and starts; what goes wrong becomes the run's status. With a resumption: goes on from the newest good checkpoint. */
  async begin(resumption: Resumption | null): Promise<void> {
    try {
      const { store } = this.parts
      // First: the run that they come from may go on training, and not keep that checkpoint.
      if (!resumption) await startingFile(store, this.run)
      const dataset = await preparePictures(store, this.run, this.aborted.signal, this.parts.progress)
      const from = resumption
        ? await rewind(store, this.id, resumption.before, async checkpoint => checkpoint ?? await startingFile(store, this.run))
        : { checkpoint: null, passedOver: [] }
      if (resumption) this.resumed(resumption)
      for (const message of from.passedOver) this.notice('warning', `${message} Going on from ${from.checkpoint ? `step ${from.checkpoint.step}` : 'the start'}.`)
      const start = startingWeights(store, this.run)
      const checkpoints = store.files.checkpoints(this.id)
      await mkdir(checkpoints, { recursive: true, mode: privateFolder })
      this.aborted.signal.throwIfAborted()
      const { model, settings, seed, epochs, form, latent, sampleCount: shown } = this.run
      const { latents: sampleLatents, labels: sampleLabels, columns: sampleColumns, pictures: samplePictures } = galleryOf(findModel(model), settings, seed)
      this.health = new RunHealth(store, this.parts.emit, this.run, dataset, sampleLabels)
      // Points are all shown in one scatter.
      this.launch({ type: 'train', model, settings, seed, epochs, dataset, checkpoints, resumeFrom: from.checkpoint?.path ?? null, start, sampleLatents, sampleLabels, sampleColumns, samplePictures, sampleCount: form === 'points' ? sampleLatents.length / latent : shown })
    } catch (error) {
      try {
        if (this.aborted.signal.aborted) this.set({ status: 'stopped' })
        else this.fail(error)
      } finally {
        this.ending.resolve()
      }
    }
  }

  pause(): Promise<Run> {
    return this.asked({ type: 'pause' }, 'training', 'It can be paused once it trains.')
  }

  continue(): Promise<Run> {
    return this.asked({ type: 'continue' }, 'paused', 'It is not paused.')
  }

  /** Saves a checkpoint and ends the engine; one that does not answer is killed. */
  async stop(): Promise<Run> {
    this.aborted.abort()
    this.engine?.send({ type: 'stop' })
    const timer = setTimeout(() => this.engine?.kill(), patience)
    await this.ended
    clearTimeout(timer)
    return this.run
  }

  private get run(): Run { return this.parts.store.runs.get(this.id) }

  private async asked(order: Order, needed: Run['status'], otherwise: string): Promise<Run> {
    const run = this.run
    if (run.status !== needed || !this.engine) throw new StudioError('conflict', `"${run.name}" is ${run.status}. ${otherwise}`)
    this.engine.send(order)
    while (this.run.status === needed) await new Promise<void>(resolve => this.watchers.push(resolve))
    return this.run
  }

  private launch(order: Order): void {
    const engine = this.parts.startEngine()
    this.engine = engine
    engine.onReport(report => {
      this.queue = this.queue.then(() => this.take(report)).catch((error: unknown) => {
        this.fail(error)
        engine.kill()
      })
    })
    engine.onExit(exit => void this.queue.then(() => this.exited(exit)).catch((error: unknown) => console.error(error)).finally(() => this.ending.resolve()))
    engine.send(order)
  }

  private async take(report: Report): Promise<void> {
    // A run that has failed or finished listens to nothing more.
    if (!activeStatuses.includes(this.run.status)) return
    switch (report.type) {
      case 'started': {
        const { engine, stepsPerEpoch, parameters, step, epoch } = report
        this.set({ status: 'training', engine, stepsPerEpoch, parameters, step, epoch })
        return this.clock.go()
      }
      case 'steps':
        this.losses.add(report)
        return this.endIf(this.health?.steps(report))
      case 'diverged':
        return this.endIf(this.health?.diverged(report))
      case 'epoch':
        return await this.finishEpoch(report)
      case 'paused':
        this.clock.halt()
        this.losses.flush()
        return this.set({ status: 'paused', step: report.step })
      case 'continued':
        this.clock.go()
        return this.set({ status: 'training' })
      case 'stopped':
        this.clock.halt()
        this.parts.store.transaction(() => {
          this.losses.flush()
          if (report.checkpoint) this.parts.store.history.addCheckpoint(this.id, this.located(report.checkpoint))
          this.parts.store.runs.update(this.id, { step: report.step })
        })
        return this.set({ status: 'stopped', seconds: this.clock.seconds })
      case 'notice':
        return this.notice('warning', report.message)
      case 'done':
        this.clock.halt()
        this.losses.flush()
        return this.set({ status: 'finished', step: report.step, seconds: this.clock.seconds })
      case 'error':
        throw new StudioError(report.code, report.message)
      default:
    }
  }

  /** Files first, flushed to the disk; then every row in one transaction; then the news. */
  private async finishEpoch(report: EpochReport): Promise<void> {
    const { store, emit } = this.parts
    const { epoch, step, losses, measures, seconds, stepsPerSecond } = report
    this.endIf(await this.health?.epoch(report))
    const { png, tileWidth, tileHeight, columns, rows, count } = await encodeSheet(await pictured(store, this.run, report.samples))
    const path = store.files.sample(this.id, epoch)
    await writeWhole(path, png)
    const metrics: EpochMetrics = { epoch, step, losses, measures, seconds, stepsPerSecond }
    const left = store.transaction(() => {
      store.history.addEpoch(this.id, metrics, { epoch, path, tileWidth, tileHeight, columns, rows, count }, this.located(report.checkpoint), this.losses.take())
      store.runs.update(this.id, { epoch, step, seconds: this.clock.seconds })
      const old = superfluous(store.history.checkpoints(this.id))
      for (const checkpoint of old) store.history.deleteCheckpoint(this.id, checkpoint.step)
      return old
    })
    await Promise.all(left.map(checkpoint => rm(checkpoint.path, { force: true })))
    this.losses.announce()
    emit('epoch', { run: this.id, metrics })
    emit('runChanged', this.run)
  }

  /** @throws StudioError engine with the sentence of a finding that ends the training */
  private endIf(sentence: string | null | undefined): void {
    if (sentence) throw new StudioError('engine', sentence)
  }

  /** What was found in steps that are gone is forgotten; what was changed is remembered. */
  private resumed({ change }: Resumption): void {
    const { store, emit } = this.parts
    const { epoch, step } = this.run
    if (change) store.events.add(this.id, { epoch, step, kind: 'settings', level: 'info', message: change, advice: '', remedy: null })
    emit('health', { run: this.id, findings: store.events.findings(this.id), news: null })
  }

  private exited(exit: EngineExit): void {
    this.engine = null
    this.clock.halt()
    const { status, epoch, name } = this.run
    if (activeStatuses.includes(status)) {
      this.losses.flush()
      const kept = epoch > 0 ? `Everything up to epoch ${epoch} is kept; resume goes on from there.` : 'It had not finished an epoch; resume starts it again.'
      this.set({ status: 'interrupted', error: `The engine ${endingOf(exit)}. ${kept}`, seconds: this.clock.seconds })
      this.notice('error', `"${name}" was interrupted: the engine ${endingOf(exit)}. ${kept}`)
    }
  }

  /** Even where the store cannot be written any more (a full disk), windows are told. */
  private fail(error: unknown): void {
    this.clock.halt()
    const message = sentence(error)
    this.notice('error', `Training failed. ${message}`)
    try {
      this.losses.flush()
      this.set({ status: 'failed', error: message, seconds: this.clock.seconds })
    } catch (second) {
      console.error(second)
    }
  }

  private set(patch: RunPatch): void {
    const run = this.parts.store.runs.update(this.id, patch)
    this.parts.emit('runChanged', run)
    // An engine that has said its last ends by itself; one that hangs then must not hold the run.
    if (!activeStatuses.includes(run.status)) setTimeout(() => this.engine?.kill(), farewell).unref()
    for (const wake of this.watchers.splice(0)) wake()
  }

  private notice(level: 'warning' | 'error', message: string): void {
    this.parts.emit('notice', { level, message, run: this.id })
  }

  private located({ file, ...rest }: CheckpointFile): StoredCheckpoint {
    return { ...rest, path: join(this.parts.store.files.checkpoints(this.id), file) }
  }
}
