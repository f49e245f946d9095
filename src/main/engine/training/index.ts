/**
 * The training loop: goes through the dataset in a seeded order, steps, reports, saves. Everything it does follows
 * from the order it was given and the step it is at, so a resumed run does what an uninterrupted one would have done.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { StudioError } from '../../../shared/errors'
import { findModel } from '../../models'
import { sheetKindOf } from '../../models/definition'
import { NotFinite, saveCheckpoint } from '../checkpoint'
import type { FittingProgram } from '../fitting'
import { engineName, missingPrecision } from '../info'
import type { TypedArray } from '../../tensors/program'
import type { CheckpointFile, Report, SamplePixels, TrainOrder } from '../protocol'
import { drawGallery, type GalleryOrder } from '../sampling/gallery'
import type { TrainingControl } from './control'
import { EpochTotals } from './epoch-totals'
import type { TrainingExamples } from './examples'
import { openTraining, type OpenTraining, type TrainingParts } from './open'
import { Pace } from './pace'
import { planTraining, type PlannedStage, type TrainingPlan } from './plan'
import { entry } from '../../tensors/axis'

/**
 * Trains to the end, or until told to stop.
 * @throws StudioError engine when a loss is not a number any more, or memory is too small for one picture at a time.
 */
export async function train(
  order: TrainOrder,
  report: (report: Report) => void,
  control: TrainingControl,
  parts: TrainingParts = {}
): Promise<void> {
  const plan = planTraining(order, parts.model ?? findModel(order.model))
  const run = new TrainingRun(order, plan, report, control, await openTraining(order, plan, report, parts))
  try {
    await run.train()
  } catch (cause) {
    if (cause instanceof NotFinite) report({ type: 'diverged', step: run.step, what: 'weights' })
    throw cause
  } finally {
    run.close()
  }
}

export type { TrainingControl } from './control'
export type { TrainingParts } from './open'

/** A run under way. */
class TrainingRun {
  /** Steps done so far. */
  step: number
  #totals: EpochTotals
  /** Step of the last checkpoint. */
  #saved: number
  readonly #pace: Pace
  readonly #shown: Pick<GalleryOrder, 'pictures' | 'places'>

  readonly fitted: FittingProgram
  readonly examples: TrainingExamples

  constructor(
    readonly order: TrainOrder,
    readonly plan: TrainingPlan,
    readonly report: (report: Report) => void,
    readonly control: TrainingControl,
    { fitted, examples, place: { step, totals } }: OpenTraining
  ) {
    this.fitted = fitted
    this.examples = examples
    const {
      stepsPerEpoch,
      model: { losses }
    } = plan
    this.step = step
    this.#totals = EpochTotals.from(step - (step % stepsPerEpoch), losses.length, totals)
    this.#saved = order.resumeFrom === null ? -1 : step
    this.#pace = new Pace(control.reportEvery, losses.length)
    this.#shown = { pictures: examples.shown(), places: examples.places() }
  }

  async train(): Promise<void> {
    const {
      order: { epochs, settings },
      plan: { stepsPerEpoch },
      step
    } = this
    this.report({
      type: 'started',
      engine: engineName(settings),
      stepsPerEpoch,
      step,
      epoch: Math.floor(step / stepsPerEpoch),
      parameters: [...this.fitted.model.networks.values()].map(({ name, parameterCount: count }) => ({
        network: name,
        count
      }))
    })
    const missing = missingPrecision(settings)
    if (missing !== null) this.report({ type: 'notice', message: missing })
    if (this.order.paused === true && (await this.#stopAsked())) {
      this.report({ type: 'stopped', step: this.step, checkpoint: null })
      return
    }
    for (let epoch = Math.floor(step / stepsPerEpoch) + 1; this.#stepsLeft > 0; epoch++) {
      if (await this.#stopsWithin(epoch)) {
        this.report({
          type: 'stopped',
          step: this.step,
          checkpoint: this.#saved === this.step ? null : await this.#save()
        })
        return
      }
      await this.#endEpoch(epoch)
      if (await this.#stopAsked()) {
        this.report(
          this.#stepsLeft > 0
            ? { type: 'stopped', step: this.step, checkpoint: null }
            : { type: 'done', epochs, step: this.step }
        )
        return
      }
    }
    this.report({ type: 'done', epochs, step: this.step })
  }

  close(): void {
    this.examples.close()
    this.fitted.dispose()
  }

  get #stepsLeft(): number {
    return this.plan.totalSteps - this.step
  }

  /** Trains up to an epoch's end. @returns true where it was told to stop before */
  async #stopsWithin(epoch: number): Promise<boolean> {
    const end = Math.min(epoch * this.plan.stepsPerEpoch, this.plan.totalSteps)
    this.#totals.clock.go()
    while (this.step < end) {
      await this.#trainStep(epoch)
      if (this.control.single?.() === true) {
        await this.#showStep(end)
        if (this.step < end && (await this.#stopAsked())) return true
        this.#totals.clock.go()
        continue
      }
      const due = this.#pace.due(this.plan.costLeft(this.step))
      if (!due) continue
      this.report(due)
      if (await this.#stopAsked()) return true
      await this.#drawEarly(end)
      this.#totals.clock.go()
    }
    return false
  }

  async #trainStep(epoch: number): Promise<void> {
    const stage = this.plan.stageOf?.(this.step)
    if (stage && stage.index !== this.fitted.stage) await this.#grow(stage)
    const outputs = await this.fitted.step(this.step, this.examples.inputs(this.step))
    const losses = this.plan.model.losses.map(({ label }, i) =>
      entry(outputs.losses ?? [], i, `losses out of a step (wanted: ${label})`)
    )
    const measures = this.fitted.model.measure(outputs)
    this.step++
    const finite = losses.every(Number.isFinite)
    this.#checkFinite(epoch, losses, measures, finite, outputs)
    if (finite) {
      this.#totals.add(losses, measures)
      this.#pace.add(this.step, losses, measures)
    } else {
      // Too large a number for float16 on the way to the losses: nothing was learnt from them, and they are no losses.
      this.#flush()
    }
  }

  /** What takes seconds is said before it begins, and is no part of how fast steps go. */
  async #grow(stage: PlannedStage): Promise<void> {
    this.#flush()
    this.report({ type: 'growing', step: this.step, stage: stage.label })
    // Lets the report out: nothing gets through while a program is built.
    await nextTurn()
    const began = performance.now()
    await this.fitted.enter(stage, stage.batchSize)
    this.#pace.pass(performance.now() - began)
    this.#pace.forget()
  }

  /** @throws StudioError engine where training has diverged */
  #checkFinite(
    epoch: number,
    losses: number[],
    measures: Record<string, number>,
    finite: boolean,
    outputs: Record<string, TypedArray>
  ): void {
    const overflow = outputs.overflow?.[0] ?? 0
    // 1: an update was left out, its loss scale halved. 2: there was no scale left to halve.
    if (overflow !== 2 && (finite || overflow !== 0)) return
    const what = finite ? 'gradients' : 'losses'
    this.#pace.add(this.step, losses, measures)
    this.#flush()
    this.report({ type: 'diverged', step: this.step, what })
    throw new StudioError(
      'engine',
      `The ${what} stopped being numbers at step ${this.step} (epoch ${epoch}). Resume from the last ` +
        'checkpoint with a lower learning rate.'
    )
  }

  async #endEpoch(epoch: number): Promise<void> {
    const {
      plan: { model, stepsPerEpoch },
      step
    } = this
    this.#flush()
    this.#totals.clock.halt()
    const { seconds } = this.#totals.clock
    const samples = await this.#draw()
    this.report({
      type: 'epoch',
      epoch,
      step,
      ...this.#totals.found(),
      seconds,
      stepsPerSecond: (step - (epoch - 1) * stepsPerEpoch) / seconds,
      checkpoint: await this.#save(),
      samples
    })
    this.#totals = new EpochTotals(step, model.losses.length)
  }

  #draw(): Promise<SamplePixels> {
    const { order, fitted } = this
    const { model } = this.plan
    return drawGallery(
      sheetKindOf(model, order.settings),
      { program: fitted.program, methods: fitted.model.definition.methods },
      model.image(order.settings),
      { ...order, ...this.#shown }
    )
  }

  /** After a step that was asked for by itself; an epoch's last one is shown by the epoch. */
  async #showStep(end: number): Promise<void> {
    this.#flush()
    this.#totals.clock.halt()
    if (this.step < end) this.report({ type: 'early', step: this.step, samples: await this.#draw() })
  }

  /** So that nobody waits for the first epoch's end to see something. It takes from no stream of random numbers. */
  async #drawEarly(end: number): Promise<void> {
    const { early } = this.control
    if (!early || this.step >= end || this.step >= this.plan.stepsPerEpoch || !early.due()) return
    const began = performance.now()
    this.report({ type: 'early', step: this.step, samples: await this.#draw() })
    const took = performance.now() - began
    early.drawn(took)
    this.#pace.pass(took)
  }

  /** Reports what has come since the last report. */
  #flush(): void {
    const steps = this.#pace.flush(this.plan.costLeft(this.step))
    if (steps) this.report(steps)
  }

  /** Whether to stop here; what is waited for it is no training. */
  async #stopAsked(): Promise<boolean> {
    this.#totals.clock.halt()
    const asked = performance.now()
    const stop = await this.control.shouldStop(this.step)
    this.#pace.pass(performance.now() - asked)
    return stop
  }

  #save(): Promise<CheckpointFile> {
    const {
      order: { checkpoints, model, settings, seed },
      plan: { stepsPerEpoch },
      step
    } = this
    this.#saved = step
    const {
      model: { definition, parts },
      program
    } = this.fitted
    // What ends a run in the middle of an epoch is that epoch's own.
    const epoch = this.#stepsLeft > 0 ? Math.floor(step / stepsPerEpoch) : Math.ceil(step / stepsPerEpoch)
    const totals = step % stepsPerEpoch === 0 ? {} : { totals: this.#totals.words() }
    return saveCheckpoint(
      checkpoints,
      definition,
      program,
      { step, epoch, ...totals },
      { model, settings, seed, parts }
    )
  }
}
