/** `hold-out`. Pictures of a dataset that runs are evaluated on. */
import { Option } from 'commander'
import { holdOut, type HoldOutOptions } from '../datasets/hold-out'
import { decimal, seedRange, whole } from '../numbers'
import type { CliCommand } from './command'

export default {
  id: 'hold-out',
  place: 67,
  add({ program, inStudio }) {
    program
      .command('hold-out')
      .argument('<dataset>', 'its id, name or the beginning of its id')
      .argument('[names...]', 'paths within it, file names, or folders; none: lists what is held out')
      .addOption(new Option('--for <what>', 'what they are for (default: test)').choices(['validation', 'test']))
      .option('--share <s>', 'so much of every class, drawn by chance, such as 0.1', decimal(0.001, 0.5))
      .option('--seed <s>', 'by which it is drawn', whole(...seedRange), 1)
      .option('--back', 'train on them again; without names, on all')
      .description('Hold pictures out of training: runs are evaluated on them.')
      .action((dataset: string, names: string[], options: HoldOutOptions) =>
        inStudio(session => holdOut(session, dataset, names, options))
      )
  }
} satisfies CliCommand
