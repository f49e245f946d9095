/** Every way to find directions, by name: one file of this folder each. Adding one is adding its file. */
import { Registry } from '../../lib/registry'
import type { DirectionMethod } from './method'

export const directionMethods = new Registry(
  'way to find directions',
  import.meta.glob<DirectionMethod>(['./*.ts', '!./index.ts', '!./method.ts', '!./leading.ts'], {
    eager: true,
    import: 'default'
  })
)
