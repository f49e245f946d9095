/** Every reconstruction loss, by id: one file of this folder each. */
import { func, identifier, Registry, words } from '../../lib/registry'
import type { ReconstructionLoss } from './loss'

export const reconstructionLosses = new Registry(
  'reconstruction loss',
  import.meta.glob<ReconstructionLoss>(['./*.ts', '!./index.ts', '!./loss.ts'], { eager: true, import: 'default' }),
  {
    folder: 'losses/reconstruction',
    fields: { id: identifier, label: words, formula: words, source: words, loss: func }
  }
)
