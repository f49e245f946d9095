/** The steps that are timed: models at the sizes people train them at, on pictures of noise. */
import { uniformStream } from '../src/shared/random'
import type { Settings } from '../src/shared/domain'
import { buildGan, type Gan } from '../src/main/engine/gan'
import type { Ops } from '../src/main/engine/ops'
import { Table } from '../src/main/engine/tensorflow/program'
import { findModel } from '../src/main/models'
import { completeSettings } from '../src/main/models/definition'

export interface Work { model: string; settings: Settings; batchSize: number }

/** By the names that bench/peers.py knows. */
export const works: Record<string, Work> = {
  'dcgan-28': { model: 'dcgan-28', settings: {}, batchSize: 32 },
  'dcgan-64': { model: 'dcgan-64', settings: { width: 32 }, batchSize: 32 },
  'mlp-simple': { model: 'mlp-simple', settings: {}, batchSize: 128 },
  'mlp-classic': { model: 'mlp-classic', settings: {}, batchSize: 64 }
}

/** Enough pictures that batches differ. */
const count = 512

export function build(work: Work, precision: 'float32' | 'bfloat16', ops?: Ops): Gan {
  const model = findModel(work.model)
  const settings = completeSettings(model, { ...work.settings, precision })
  const size = model.image(settings).reduce((a, b) => a * b, 1)
  const random = uniformStream('bench')
  const values = Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
  return buildGan({ model, settings, seed: 1, batchSize: work.batchSize, sampleCount: 1, table: new Table('pictures', count, size, values), ops })
}

/** The inputs of step `step`. */
export const inputs = (work: Work, step: number) => ({
  step: Int32Array.of(step),
  indices: Int32Array.from({ length: work.batchSize }, (_, i) => (step * work.batchSize + i) % count)
})
