/** Every check in this folder. Adding a check is adding its file. */
import type { Check } from './check'

const files = import.meta.glob<Check>(['./*.ts', '!./index.ts', '!./check.ts'], { eager: true, import: 'default' })

export const checks: readonly Check[] = Object.values(files)
