/** `delete`. A run, or a dataset. */
import { deleteNamed, type DeleteOptions } from '../delete'
import { runWord, type CliCommand } from './command'

export default {
  id: 'delete',
  place: 140,
  add({ program, inStudio }) {
    program
      .command('delete')
      .argument('<name>', runWord)
      .option('--dataset', 'it is a dataset, by its id, name or the beginning of its id')
      .option('--yes', 'without asking')
      .description('Put a run into the bin; or delete a dataset, whose runs stay.')
      .action((name: string, options: DeleteOptions) => inStudio(session => deleteNamed(session, name, options)))
  }
} satisfies CliCommand
