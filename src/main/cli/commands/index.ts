/** Every command, in the order of `--help`: one file of this folder each. */
import { z } from 'zod'
import { func, identifier, Registry } from '../../lib/registry'
import type { CliCommand, CommandLine } from './command'

export { collect } from './command'

const commands = new Registry(
  'command',
  import.meta.glob<CliCommand>(['./*.ts', '!./index.ts', '!./command.ts'], { eager: true, import: 'default' }),
  {
    folder: 'cli/commands',
    fields: { id: identifier, place: z.int().min(0), add: func },
    reserved: { help: 'how to use a command' }
  }
).all.toSorted((a, b) => a.place - b.place)

/**
 * Adds every command.
 * @throws Error where a file adds another than the one that it declares, or one that there is: a programming mistake
 */
export function addCommands(line: CommandLine): void {
  for (const { id, add } of commands) {
    const names = (): string[] => line.program.commands.map(command => command.name())
    const before = names()
    if (before.includes(id)) throw new Error(`The command "${id}" of src/main/cli/commands is added by another's file.`)
    add(line)
    if (!names().slice(before.length).includes(id))
      throw new Error(`The file of src/main/cli/commands that declares the command "${id}" adds none of that name.`)
  }
}
