/** `models`. What models there are. */
import { listModels, type ModelOptions } from '../lists'
import type { CliCommand } from './command'

export default {
  id: 'models',
  place: 50,
  add({ program, inStudio, looking }) {
    program
      .command('models')
      .argument('[model]', 'a name of the list')
      .option('--for <dataset>', 'those that suit a dataset, the best first, with how long each would take')
      .description('List models, or the settings of one.')
      .action((model: string | undefined, options: ModelOptions) =>
        (options.for === undefined ? looking : inStudio)(session => listModels(session, model, options))
      )
  }
} satisfies CliCommand
