/** `sweeps`. What became of them. */
import { deleteSweep, listSweeps, showSweep, type ShowOptions } from '../sweeping/show'
import { resumeSweep } from '../sweeping/sweep'
import type { CliCommand } from './command'

const word = 'id, beginning of an id, name, or "latest"'

export default {
  id: 'sweeps',
  place: 34,
  add({ program, inStudio, looking }) {
    const sweeps = program.command('sweeps').description('Sweeps: what there is, one of them whole, going on.')
    sweeps
      .command('list', { isDefault: true })
      .description('Those that there are, newest first.')
      .action(() => looking(listSweeps))
    sweeps
      .command('show')
      .argument('<sweep>', word)
      .option('-o, --output <file>', 'HTML page to write: the same, parallel coordinates, and samples of the best')
      .description('Every configuration, best first, and why it was stopped.')
      .action((sweep: string, options: ShowOptions) => looking(session => showSweep(session, sweep, options)))
    sweeps
      .command('resume')
      .argument('<sweep>', word)
      .description('Go on with one that was stopped.')
      .action((sweep: string) => inStudio(session => resumeSweep(session, sweep)))
    sweeps
      .command('delete')
      .argument('<sweep>', word)
      .description('Forget a sweep; its runs stay.')
      .action((sweep: string) => inStudio(session => deleteSweep(session, sweep)))
  }
} satisfies CliCommand
