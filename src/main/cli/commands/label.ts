/** `label`. Classes of a dataset's pictures. */
import { label, type LabelOptions } from '../datasets/label'
import type { CliCommand } from './command'

export default {
  id: 'label',
  place: 66,
  add({ program, inStudio }) {
    program
      .command('label')
      .argument('<dataset>', 'its id, name or the beginning of its id')
      .argument('[class]', 'its name, made where there is none; none: lists the classes')
      .argument('[names...]', 'paths within the dataset, file names, or folders')
      .option('--rename <name>', 'what the class is called from now on; two of one name become one')
      .description('Move pictures to a class; the files stay, and runs that there are go on with what they had.')
      .action((dataset: string, name: string | undefined, names: string[], options: LabelOptions) =>
        inStudio(session => label(session, dataset, name, names, options))
      )
  }
} satisfies CliCommand
