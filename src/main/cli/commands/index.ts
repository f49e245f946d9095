/** Every command, in the order of `--help`: one file of this folder each. */
import { z } from 'zod'
import { func, identifier, Registry } from '../../lib/registry'
import type { CliCommand } from './command'

export { collect, type CommandLine } from './command'

export const commands = new Registry(
  'command',
  import.meta.glob<CliCommand>(['./*.ts', '!./index.ts', '!./command.ts'], { eager: true, import: 'default' }),
  { folder: 'cli/commands', fields: { id: identifier, place: z.int().min(0), add: func } }
).all.toSorted((a, b) => a.place - b.place)
