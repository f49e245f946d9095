/** Every engine call, by name: one file of this folder each. Adding a call is adding its file. */
import { Registry } from '../../lib/registry'
import type { EngineCall } from './call'

export const engineCalls = new Registry(
  'engine call',
  import.meta.glob<EngineCall>(['./*.ts', '!./index.ts', '!./call.ts', '!./parsed.ts', '!./shapes.ts'], {
    eager: true,
    import: 'default'
  })
)
