/** Every check in this folder. Adding a check is adding its file. */
import { z } from 'zod'
import { func, identifier, Registry } from '../lib/registry'
import type { Check } from './check'

export const checks: readonly Check[] = new Registry(
  'health check',
  import.meta.glob<Check>(['./*.ts', '!./index.ts', '!./check.ts'], { eager: true, import: 'default' }),
  { folder: 'health', key: 'kind', fields: { kind: identifier, needs: z.array(z.string()), watch: func } }
).all
