/** `datasets`. What datasets there are. */
import { listDatasets } from '../lists'
import type { CliCommand } from './command'

export default {
  id: 'datasets',
  place: 60,
  add({ program, looking }) {
    program
      .command('datasets')
      .description('List datasets.')
      .action(() => looking(listDatasets))
  }
} satisfies CliCommand
