/** One run in one engine process: its reports become rows, files and events, and its death a sentence. */
import { join } from 'node:path'
import type { EpochMetrics, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { CheckpointFile, Order, Report } from '../../engine/protocol'
import { isUnforeseen, readable } from '../../lib/failures'
import { makeFolder } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import type { StoredCheckpoint } from '../../store/history'
import { activeStatuses, type RunPatch } from '../../store/runs'
import { endingOf, type EngineProcess } from '../engines/engine-process'
import type { ProcessExit } from '../processes/child'
import { chosenDevice } from './device'
import { RunHealth } from './health'
import { keepEarly, keepEpoch } from './epoch'
import { LossFeed } from './loss-feed'
import { trainOrder } from './order'
import { beginning, keptWords, sayResumed, type Resumption, type TrainingParts } from './beginning'
import { Stopwatch } from '../../lib/stopwatch'
import { startingWeights } from '../runs/starting-weights'

/** How long an engine may take to save and end before it is killed, milliseconds; and where nothing is to be saved. */
const patience = 60_000
const nothingTrained = 500
const farewell = 10_000

export class Training {
  private readonly aborted = new AbortController()
  private readonly clock: Stopwatch
  private readonly losses: LossFeed
  private engine: EngineProcess | null = null
  /** The engine has told of steps since it was started. */
  private trained = false
  private health: RunHealth | null = null
  /** Reports are worked through one by one: an epoch's files are on the disk before anything after it is looked at. */
  private queue: Promise<void> = Promise.resolve()
  private watchers: (() => void)[] = []
  private readonly ending = Promise.withResolvers<void>()

  readonly id: string

  /** @param known the run as it was recorded, and from then on as it was last read: the disk may go away under it */
  constructor(
    private readonly parts: TrainingParts,
    private known: Run
  ) {
    this.id = known.id
    this.clock = new Stopwatch(known.seconds)
    this.losses = new LossFeed(
      parts.store,
      parts.emit,
      () => this.run,
      () => this.clock.seconds
    )
  }

  /** Resolves when the run has its last status and the engine has ended; never rejects. */
  get ended(): Promise<void> {
    return this.ending.promise
  }

  /**
   * Prepares and starts; what goes wrong becomes the run's status. With a resumption: goes on from the newest good
   * checkpoint.
   */
  async begin(resumption: Resumption | null, paused = false): Promise<void> {
    try {
      const { store } = this.parts
      const { dataset, from } = await beginning(this.parts, this.run, resumption, this.aborted.signal)
      if (resumption) sayResumed(this.parts, this.run, resumption)
      for (const message of from.passedOver)
        this.notice(
          'warning',
          `${message} Going on from ${from.checkpoint ? `step ${from.checkpoint.step}` : 'the start'}.`
        )
      const start = startingWeights(store, this.run)
      const checkpoints = store.files.checkpoints(this.id)
      store.ensureWritable()
      await makeFolder(checkpoints, privateFolder)
      this.aborted.signal.throwIfAborted()
      const { order, classes } = trainOrder(this.run, {
        dataset,
        checkpoints,
        resumeFrom: from.checkpoint?.path ?? null,
        start
      })
      this.health = new RunHealth(store, this.parts.emit, this.run, dataset, classes)
      this.launch(paused ? { ...order, paused } : order)
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

  async step(): Promise<Run> {
    if (this.run.status === 'training') await this.pause()
    const { step } = this.run
    return this.asked({ type: 'step' }, 'paused', 'It cannot go step by step yet.', run => run.step > step)
  }

  /**
   * Saves a checkpoint and ends the engine; one that does not answer is killed. In the midst of its first step it
   * cannot, and has nothing to save.
   */
  async stop(): Promise<Run> {
    this.aborted.abort()
    this.engine?.send({ type: 'stop' })
    const timer = setTimeout(() => this.engine?.kill(), patience)
    const early = setTimeout(() => !this.trained && this.engine?.kill(), nothingTrained)
    await this.ended
    clearTimeout(timer)
    clearTimeout(early)
    return this.run
  }

  /** As it is, or as it was when the database could last be read. */
  private get lastKnown(): Run {
    try {
      return this.run
    } catch {
      return this.known
    }
  }

  private get run(): Run {
    return (this.known = this.parts.store.runs.get(this.id))
  }

  private async asked(order: Order, needed: Run['status'], otherwise: string, done = (_: Run) => false): Promise<Run> {
    const run = this.run
    if (run.status !== needed || !this.engine)
      throw new StudioError('conflict', `"${run.name}" is ${run.status}. ${otherwise}`)
    this.engine.send(order)
    while (this.run.status === needed && !done(this.run))
      await new Promise<void>(resolve => this.watchers.push(resolve))
    return this.run
  }

  private launch(order: Order): void {
    const engine = this.parts.startEngine(chosenDevice(this.parts.store, this.id))
    this.engine = engine
    engine.onReport(report => {
      this.queue = this.queue
        .then(() => this.take(report))
        .catch((error: unknown) => {
          this.fail(error)
          engine.kill()
        })
    })
    engine.onExit(
      exit =>
        void this.queue
          .then(() => this.exited(exit))
          .catch((error: unknown) => console.error(error))
          .finally(() => this.ending.resolve())
    )
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
        this.trained = true
        this.losses.add(report)
        return this.endIf(this.health?.steps(report))
      case 'diverged':
        return this.endIf(this.health?.diverged(report))
      case 'early':
        return await this.keepEarly(report)
      case 'epoch':
        return await this.finishEpoch(report)
      case 'growing':
        this.losses.announce()
        return this.parts.progress({ label: `Making ready for ${report.stage}`, done: 0, total: null })
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

  private async finishEpoch(report: Extract<Report, { type: 'epoch' }>): Promise<void> {
    const { store, emit } = this.parts
    this.endIf(await this.health?.epoch(report))
    const { epoch, step, losses, measures, seconds, stepsPerSecond } = report
    const metrics: EpochMetrics = { epoch, step, losses, measures, seconds, stepsPerSecond }
    await keepEpoch(store, this.run, metrics, {
      samples: report.samples,
      path: store.files.sample(this.id, epoch),
      checkpoint: this.located(report.checkpoint),
      losses: () => this.losses.take(),
      seconds: () => this.clock.seconds
    })
    this.losses.announce()
    emit('epoch', { run: this.id, metrics })
    emit('runChanged', this.run)
  }

  private async keepEarly({ step, samples }: Extract<Report, { type: 'early' }>): Promise<void> {
    const { store, emit } = this.parts
    if (await keepEarly(store, this.run, step, samples)) emit('early', { run: this.id, step })
  }

  /** @throws StudioError engine with the sentence of a finding that ends the training */
  private endIf(sentence: string | null | undefined): void {
    if (sentence) throw new StudioError('engine', sentence)
  }

  private exited(exit: ProcessExit): void {
    this.engine = null
    this.clock.halt()
    const { status, epoch, name } = this.lastKnown
    if (!activeStatuses.includes(status)) return
    const { seconds } = this.clock
    if (this.aborted.signal.aborted && !this.trained) return this.set({ status: 'stopped', seconds })
    this.flushLosses()
    const kept = keptWords(epoch)
    this.set({ status: 'interrupted', error: `The engine ${endingOf(exit)}. ${kept}`, seconds })
    this.notice('error', `"${name}" was interrupted: the engine ${endingOf(exit)}. ${kept}`)
  }

  private fail(error: unknown): void {
    this.clock.halt()
    const found = readable(error)
    if (isUnforeseen(found)) console.error(error)
    this.notice('error', `Training failed. ${found.message}`)
    this.flushLosses()
    this.set({ status: 'failed', error: found.message, seconds: this.clock.seconds })
  }

  /** A chart's last second, at a run's end: nothing to fail for. */
  private flushLosses(): void {
    try {
      this.losses.flush()
    } catch {
      /* What stands in the way is said already. */
    }
  }

  /** A status with which it ends is never lost: it is kept in memory where nothing can be written any more. */
  private set(patch: RunPatch): void {
    const { runs } = this.parts.store
    const run =
      patch.status && !activeStatuses.includes(patch.status)
        ? runs.settle(this.known, { ...patch, status: patch.status })
        : runs.update(this.id, patch)
    this.known = run
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
