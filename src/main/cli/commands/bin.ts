/** `bin`. What was deleted. */
import { bin, type BinOptions } from '../bin'
import type { CliCommand } from './command'

export default {
  id: 'bin',
  place: 130,
  add({ program, looking }) {
    program
      .command('bin')
      .description('What is in the bin: deleted runs, and what was left over from work that was broken off.')
      .option('--empty', 'delete it for good')
      .option('--yes', 'without asking')
      .action((options: BinOptions) => looking(session => bin(session, options)))
  }
} satisfies CliCommand
