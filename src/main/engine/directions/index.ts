/** Every way to find directions, by name: one file of this folder each. Adding one is adding its file. */
import { z } from 'zod'
import { func, identifier, Registry, words } from '../../lib/registry'
import type { DirectionMethod } from './method'

export const directionMethods = new Registry(
  'way to find directions',
  import.meta.glob<DirectionMethod>(['./*.ts', '!./index.ts', '!./method.ts', '!./leading.ts'], {
    eager: true,
    import: 'default'
  }),
  {
    folder: 'engine/directions',
    fields: {
      id: identifier,
      label: words,
      help: words,
      source: words,
      given: z.enum(['drawn', 'space']),
      latents: func,
      watches: func,
      find: func
    }
  }
)
