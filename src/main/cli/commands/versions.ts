/** `versions`. What was changed about a dataset. */
import { versions, type VersionOptions } from '../datasets/versions'
import { whole } from '../numbers'
import type { CliCommand } from './command'

export default {
  id: 'versions',
  place: 68,
  add({ program, inStudio }) {
    program
      .command('versions')
      .argument('<dataset>', 'its id, name or the beginning of its id')
      .option('--restore <n>', 'make it as it was in version n, as a new version', whole(1))
      .description('Versions of a dataset: what was excluded, held out and moved to other classes, and the way back.')
      .action((dataset: string, options: VersionOptions) => inStudio(session => versions(session, dataset, options)))
  }
} satisfies CliCommand
