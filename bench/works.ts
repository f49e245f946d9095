/** The steps that are timed: models at the sizes people train them at. */
import type { Settings } from '../src/shared/domain'

export interface Work {
  model: string
  settings: Settings
  batchSize: number
}

/** By the names that bench/peers.py knows. */
export const works: Record<string, Work> = {
  'dcgan-28': { model: 'dcgan-28', settings: {}, batchSize: 32 },
  'dcgan-64': { model: 'dcgan-64', settings: { width: 32 }, batchSize: 32 },
  'mlp-simple': { model: 'mlp-simple', settings: {}, batchSize: 128 },
  'mlp-classic': { model: 'mlp-classic', settings: {}, batchSize: 64 },
  biggan: { model: 'biggan', settings: { width: 8 }, batchSize: 32 },
  stylegan: { model: 'stylegan', settings: {}, batchSize: 16 },
  'small-data': { model: 'small-data', settings: {}, batchSize: 8 }
}
