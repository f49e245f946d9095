/** Every penalty on the discriminator, by id: one file of this folder each. */
import { Registry } from '../../lib/registry'
import type { Penalty } from './penalty'

export const penalties = new Registry(
  'penalty',
  import.meta.glob<Penalty>(['./*.ts', '!./index.ts', '!./penalty.ts'], { eager: true, import: 'default' })
)
