/** Every adversarial loss, by id: one file of this folder each. Adding a loss is adding its file. */
import { Registry } from '../../lib/registry'
import type { AdversarialLoss } from './loss'

export type { AdversarialLoss } from './loss'

export const adversarialLosses = new Registry(
  'loss',
  import.meta.glob<AdversarialLoss>(['./*.ts', '!./index.ts', '!./loss.ts'], { eager: true, import: 'default' })
)
