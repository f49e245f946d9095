/** Every engine call, by name: one file of this folder each. Adding a call is adding its file. */
import { z } from 'zod'
import { func, identifier, Registry } from '../../lib/registry'
import type { EngineCall } from './call'

const schema = z.custom<z.ZodType>(value => value instanceof z.ZodType, 'a schema')

export const engineCalls = new Registry(
  'engine call',
  import.meta.glob<EngineCall>(['./*.ts', '!./index.ts', '!./call.ts', '!./parsed.ts', '!./shapes.ts'], {
    eager: true,
    import: 'default'
  }),
  { folder: 'engine/calls', fields: { id: identifier, input: schema, output: schema, run: func } }
)
