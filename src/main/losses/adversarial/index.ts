/** Every adversarial loss, by id: one file of this folder each. Adding a loss is adding its file. */
import { z } from 'zod'
import { func, identifier, mark, Registry, words } from '../../lib/registry'
import type { AdversarialLoss } from './loss'

export type { AdversarialLoss } from './loss'

export const adversarialLosses = new Registry(
  'loss',
  import.meta.glob<AdversarialLoss>(['./*.ts', '!./index.ts', '!./loss.ts'], { eager: true, import: 'default' }),
  {
    folder: 'losses/adversarial',
    fields: {
      id: identifier,
      label: words,
      formula: words,
      source: words,
      rest: z.object({ discriminator: z.number(), generator: z.number() }).optional(),
      logits: z.enum(['labels', 'margin', 'score']),
      probability: func.optional(),
      discriminator: func,
      generator: func,
      comparesSides: mark,
      sides: z.object({ weight: z.literal([0.5, 1]), real: func, fake: func }).optional()
    }
  }
)
