/** Every penalty on the discriminator, by id: one file of this folder each. */
import { z } from 'zod'
import { func, identifier, key, Registry, words } from '../../lib/registry'
import type { Penalty } from './penalty'

export const penalties = new Registry(
  'penalty',
  import.meta.glob<Penalty>(['./*.ts', '!./index.ts', '!./penalty.ts'], { eager: true, import: 'default' }),
  {
    folder: 'regularisers/penalties',
    fields: {
      id: key,
      label: words,
      help: words,
      formula: words,
      source: words,
      max: z.number().positive(),
      side: z.enum(['real', 'fake', 'both']),
      gradientAt: z.enum(['real', 'fake']).optional(),
      ofLogits: z.boolean().optional(),
      state: z.record(identifier, z.object({ shape: z.array(z.int().min(1)), initial: z.number() })).optional(),
      term: func,
      after: func.optional()
    }
  }
)
