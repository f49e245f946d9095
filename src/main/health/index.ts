/** Every check in this folder. Adding a check is adding its file. */
import { Registry } from '../lib/registry'
import type { Check } from './check'

export const checks: readonly Check[] = new Registry(
  'health check',
  import.meta.glob<Check>(['./*.ts', '!./index.ts', '!./check.ts'], { eager: true, import: 'default' }),
  ({ kind }) => kind
).all
