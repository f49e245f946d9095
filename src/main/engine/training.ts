/**
 * The training loop: goes through the dataset in a seeded order, steps, reports, saves. Everything it does follows
 * from the order it was given and the step it is at, so a resumed run does what an uninterrupted one would have done.
 */
import { readFileSync, statSync } from 'node:fs'
import { StudioError } from '../../shared/errors'
import { permutation } from '../../shared/random'
import { evenly } from '../../shared/shows'
import { findModel } from '../models'
import { stepsPerEpoch as stepsIn } from '../models/settings'
import { exampleSize, formOf } from '../models/definition'
import { EpochTotals, Means } from './epoch-totals'
import { checkpointParts, loadCheckpoint, loadWeights, NotFinite, saveCheckpoint, type Place } from './checkpoint'
import { FittingProgram, freeMemory, type FittingParts } from './fitting'
import type { CheckpointFile, Report, TrainOrder } from './protocol'
import { engineName, missingPrecision } from './info'
import { openPoints, openRows } from './rows'
import { Table } from './program'

/** Datasets up to this size, and up to a quarter of what memory there is, live inside the graph; others are read from the disk batch by batch. */
const residentLimit = 2 ** 30

export interface TrainingControl {
  /** Waits for messages; true when training should end now, after `pause` has been waited out. */
  shouldStop: (step: number) => Promise<boolean>
  /** How often `steps` reports go out, and with them the question whether to stop: milliseconds. */
  reportEvery: number
}

/**
 * Trains to the end, or until told to stop.
 * @param fitting how programs are made and memory is measured, where that is not the engine's own way.
 * @throws StudioError engine when a loss is not a number any more, or memory is too small for one picture at a time.
 */
export async function train(order: TrainOrder, report: (report: Report) => void, control: TrainingControl, fitting: Pick<FittingParts, 'compile' | 'available'> = {}): Promise<void> {
  const { dataset, settings, seed, epochs } = order
  const model = findModel(order.model)
  const batchSize = Number(settings.batchSize)
  const form = formOf(model)
  const rowSize = exampleSize(model, dataset.shape) * (form === 'points' ? Float32Array.BYTES_PER_ELEMENT : 1)
  const stepsPerEpoch = stepsIn(dataset.count, settings)
  if (stepsPerEpoch < 1) throw new StudioError('bad-input', `${dataset.count} ${form} do not fill one batch of ${batchSize}. Choose a smaller batch.`)
  if ((dataset.form ?? 'pictures') !== form) throw new StudioError('bad-input', `${model.name} learns ${form}; the dataset holds ${dataset.form ?? 'pictures'}.`)
  if (model.image(settings).join() !== dataset.shape.join()) throw new StudioError('bad-input', `The pictures are ${dataset.shape.join('×')}; the model wants ${model.image(settings).join('×')}.`)
  const bytes = statSync(dataset.path).size
  if (bytes !== dataset.count * rowSize) throw new StudioError('not-readable', `The packed ${form} ${dataset.path} hold ${bytes} bytes instead of ${dataset.count * rowSize}. Import the dataset again.`)

  // Points are few and small: a fed batch of them costs nothing that could be measured.
  const resident = form !== 'points' && bytes <= Math.min(residentLimit, freeMemory(fitting) / 4)
  /** Where training goes on from. A program that is built again later, in more parts, does not go back there. */
  let place: Place = { step: 0, epoch: 0 }
  const fitted = await FittingProgram.open({
    model, settings, seed, batchSize, sampleCount: order.sampleCount, totalSteps: epochs * stepsPerEpoch, frozen: order.start?.frozen,
    parts: order.resumeFrom === null ? 1 : checkpointParts(order.resumeFrom),
    table: resident ? new Table('dataset', dataset.count, rowSize, readFileSync(dataset.path)) : null
  }, {
    ...fitting,
    notify: message => { report({ type: 'notice', message }) },
    restore: ({ definition }, program) => {
      if (order.resumeFrom !== null) place = loadCheckpoint(order.resumeFrom, definition, program)
      else if (order.start) loadWeights(order.start.file, definition, program)
    }
  })
  let { step } = place
  let totals = EpochTotals.from(step - step % stepsPerEpoch, model.losses.length, place.totals)
  const { model: built } = fitted
  let saved = order.resumeFrom === null ? -1 : step
  const save = (): Promise<CheckpointFile> => {
    saved = step
    const { model: { definition, parts }, program } = fitted
    return saveCheckpoint(order.checkpoints, definition, program, { step, epoch: Math.floor(step / stepsPerEpoch), ...(step % stepsPerEpoch === 0 ? {} : { totals: totals.words() }) }, { model: order.model, settings, seed, parts })
  }
  report({
    type: 'started', engine: engineName(settings), stepsPerEpoch, step, epoch: Math.floor(step / stepsPerEpoch),
    parameters: built.networks.map(({ name, parameterCount: count }) => ({ network: name, count }))
  })

  const missing = missingPrecision(settings)
  if (missing !== null) report({ type: 'notice', message: missing })

  const pictures = order.samplePictures ? readRows(dataset.path, rowSize, evenly(order.samplePictures, dataset.count)) : null
  const source = resident ? null : form === 'points' ? openPoints(dataset.path) : openRows(dataset.path, rowSize)
  const orderOf = seededOrder(dataset.count, batchSize, seed)
  const pace = new Pace(control.reportEvery, model.losses.length)
  /** Whether to stop here; what is waited for it is no training. */
  const stopAsked = async (): Promise<boolean> => {
    totals.clock.halt()
    const asked = performance.now()
    const stop = await control.shouldStop(step)
    pace.pass(performance.now() - asked)
    return stop
  }
  const classes = (indices: Int32Array): { labels?: Int32Array } => {
    if (!model.conditional) return {}
    if (!dataset.labels) throw new StudioError('bad-input', `${model.name} is told the class of every picture; these pictures have none.`)
    const { labels } = dataset
    return { labels: indices.map(index => labels[index] ?? 0) }
  }
  try {
    for (let epoch = Math.floor(step / stepsPerEpoch) + 1; epoch <= epochs; epoch++) {
      const total = epoch * stepsPerEpoch
      totals.clock.go()
      while (step < total) {
        const indices = orderOf(step)
        const outputs = await fitted.step({ step: Int32Array.of(step), ...(source ? source.read(indices) : { indices }), ...classes(indices) })
        const losses = model.losses.map((_, i) => outputs.losses?.[i] ?? Number.NaN)
        const measures = fitted.model.measure(outputs)
        step++
        const finite = losses.every(Number.isFinite)
        const { overflow: [overflow = 0] = [] } = outputs
        if (overflow === 2 || (!finite && overflow === 0)) {
          const what = finite ? 'gradients' : 'losses'
          pace.add(step, losses, measures)
          const last = pace.flush(epochs * stepsPerEpoch - step)
          if (last) report(last)
          report({ type: 'diverged', step, what })
          throw new StudioError('engine', `The ${what} stopped being numbers at step ${step} (epoch ${epoch}). Resume from the last checkpoint with a lower learning rate.`)
        }
        if (finite) {
          totals.add(losses, measures)
          pace.add(step, losses, measures)
        } else {
          // Too large a number for float16 on the way to the losses: nothing was learnt from them, and they are no losses.
          const before = pace.flush(epochs * stepsPerEpoch - step)
          if (before) report(before)
        }
        const due = pace.due(epochs * stepsPerEpoch - step)
        if (due) {
          report(due)
          if (await stopAsked()) {
            report({ type: 'stopped', step, checkpoint: saved === step ? null : await save() })
            return
          }
          totals.clock.go()
        }
      }
      const last = pace.flush(epochs * stepsPerEpoch - step)
      if (last) report(last)
      totals.clock.halt()
      const { seconds } = totals.clock
      const samples = await fitted.model.gallery(fitted.program, { ...order, pictures })
      report({
        type: 'epoch', epoch, step, ...totals.found(), seconds, stepsPerSecond: stepsPerEpoch / seconds, checkpoint: await save(),
        samples
      })
      totals = new EpochTotals(step, model.losses.length)
      if (await stopAsked()) {
        report(epoch < epochs ? { type: 'stopped', step, checkpoint: null } : { type: 'done', epochs, step })
        return
      }
    }
    report({ type: 'done', epochs, step })
  } catch (cause) {
    if (cause instanceof NotFinite) report({ type: 'diverged', step, what: 'weights' })
    throw cause
  } finally {
    source?.close()
    fitted.dispose()
  }
}

/** The pictures of each step: every pass over the dataset goes through it in an order of its own. */
function seededOrder(count: number, batchSize: number, seed: number): (step: number) => Int32Array {
  const stepsPerPass = Math.floor(count / batchSize)
  let pass = -1
  let shuffled: Int32Array = new Int32Array()
  return step => {
    if (Math.floor(step / stepsPerPass) !== pass) {
      pass = Math.floor(step / stepsPerPass)
      shuffled = permutation(count, 'order', seed, pass)
    }
    const at = (step - pass * stepsPerPass) * batchSize
    return shuffled.slice(at, at + batchSize)
  }
}

/** Gathers steps into reports that go out a few times a second, with the speed of late. */
class Pace {
  #first = 0
  #losses: number[][] = []
  #means: Means
  #since = performance.now()
  #rate = 0

  constructor(readonly every: number, readonly curves: number) { this.#means = new Means(curves) }

  add(step: number, losses: number[], measures: Record<string, number>): void {
    if (this.#losses.length === 0) this.#first = step
    this.#losses.push(losses)
    this.#means.add(losses, measures)
  }

  /** So many milliseconds went by in which nothing was trained. */
  pass(milliseconds: number): void { this.#since += milliseconds }

  due(stepsLeft: number): Report | null { return performance.now() - this.#since >= this.every ? this.flush(stepsLeft) : null }

  /** What has come since the last report; null when that is nothing. */
  flush(stepsLeft: number): Report | null {
    if (this.#losses.length === 0) return null
    const now = performance.now()
    const rate = (this.#losses.length * 1000) / Math.max(1, now - this.#since)
    // Smoothed, so that the time left does not jump about.
    this.#rate = this.#rate === 0 ? rate : 0.8 * this.#rate + 0.2 * rate
    const steps: Report = {
      type: 'steps', firstStep: this.#first, losses: Array.from({ length: this.curves }, (_, curve) => Float32Array.from(this.#losses, losses => losses[curve] ?? Number.NaN)),
      measures: this.#means.found().measures, stepsPerSecond: this.#rate, secondsLeft: stepsLeft / this.#rate
    }
    this.#losses = []
    this.#means = new Means(this.curves)
    this.#since = now
    return steps
  }
}

function readRows(path: string, width: number, indices: Int32Array): Uint8Array {
  const rows = openRows(path, width)
  try {
    return rows.read(indices).pixels
  } finally {
    rows.close()
  }
}
