/** Every optimiser, by id: one file of this folder each. */
import { func, identifier, Registry, words } from '../lib/registry'
import type { OptimiserDefinition } from './rule'

export type { OptimiserNumbers, Rule, Update } from './rule'

export const optimisers = new Registry(
  'optimiser',
  import.meta.glob<OptimiserDefinition>(['./*.ts', '!./index.ts', '!./rule.ts', '!./slots.ts'], {
    eager: true,
    import: 'default'
  }),
  { folder: 'optimisers', fields: { id: identifier, label: words, rule: func } }
)
