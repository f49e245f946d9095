/** Builds a work's program, on pictures of noise. */
import { uniformStream } from '../src/shared/random'
import type { Ops } from '../src/main/tensors/ops'
// Not from tensorflow/program: the library must not load before its environment is decided.
import { Table, type Precision } from '../src/main/tensors/program'
import { build as buildModel, type TrainingProgram } from '../src/main/engine/step/build'
import { findModel } from '../src/main/models'
import { completeSettings, numberSetting } from '../src/main/models/definition'
import type { Work } from './works'

/** Enough pictures that batches differ. */
const count = 512

export function build(work: Work, precision: Precision, ops?: Ops): TrainingProgram {
  const model = findModel(work.model)
  const settings = completeSettings(model, { ...work.settings, precision })
  const size = model.image(settings).reduce((a, b) => a * b, 1)
  const random = uniformStream('bench')
  const values = Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
  return buildModel({
    model,
    settings,
    seed: 1,
    batchSize: work.batchSize,
    sampleCount: 1,
    table: new Table('pictures', count, size, values),
    ops
  })
}

/** Steps after which the same phases are due again: only so many together are a fair time. */
export function period({ model: id, settings }: Work): number {
  const model = findModel(id)
  // Lazy phases are due every so many steps, all of them in the first.
  return Math.max(1, ...model.phases(completeSettings(model, settings)).map(({ interval = 1 }) => interval))
}

/** The inputs of step `step`: all its batches, and classes in turn where the model is conditioned on them. */
export function inputs({ model: id, settings, batchSize }: Work, step: number): Record<string, Int32Array> {
  const model = findModel(id)
  const complete = completeSettings(model, settings)
  const length = batchSize * (model.batchesPerStep?.(complete) ?? 1)
  return {
    step: Int32Array.of(step),
    indices: Int32Array.from({ length }, (_, i) => (step * length + i) % count),
    ...(model.conditional
      ? { labels: Int32Array.from({ length }, (_, i) => i % numberSetting(complete, 'classes')) }
      : {})
  }
}
