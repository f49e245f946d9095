/** `runs`. What runs there are. */
import { listRuns } from '../lists'
import { runWord, type CliCommand } from './command'

export default {
  id: 'runs',
  place: 40,
  add({ program, looking }) {
    program
      .command('runs')
      .argument('[run]', runWord)
      .description('List runs, or one of them whole.')
      .action((run: string | undefined) => looking(session => listRuns(session, run)))
  }
} satisfies CliCommand
