/** `exclude`. Pictures of a dataset that new runs are trained without. */
import { exclude, type ExcludeOptions } from '../datasets/exclude'
import type { CliCommand } from './command'

export default {
  id: 'exclude',
  place: 65,
  add({ program, inStudio }) {
    program
      .command('exclude')
      .argument('<dataset>', 'its id, name or the beginning of its id')
      .argument('[names...]', 'paths within it, file names, or folders; none: lists what is excluded')
      .option('--include', 'take them in again')
      .description('Leave pictures out of training; the files stay, and runs that there are go on with what they had.')
      .action((dataset: string, names: string[], options: ExcludeOptions) =>
        inStudio(session => exclude(session, dataset, names, options))
      )
  }
} satisfies CliCommand
