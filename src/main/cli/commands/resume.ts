/** `resume`. A run from its last checkpoint on. */
import { Option } from 'commander'
import { whole } from '../numbers'
import { resume, type ResumeOptions } from '../training/train'
import {
  collect,
  stepsOption,
  deviceOption,
  onOption,
  waitOption,
  nowOption,
  runWord,
  type CliCommand
} from './command'

export default {
  id: 'resume',
  place: 30,
  add({ program, inStudio }) {
    program
      .command('resume')
      .argument('<run>', runWord)
      .option('--epochs <n>', 'how many epochs in all', whole(1, 100_000))
      .addOption(stepsOption('how many steps in all, in place of --epochs'))
      .option(
        '--set <key=value>',
        'a setting that may change while a run has weights, such as learningRate; may be repeated',
        collect,
        []
      )
      .option('--roll-back', 'from the last good checkpoint before what was found against it began')
      .option(
        '--pictures <dataset>',
        'of an imported run: what it was trained on, a dataset by id or name, or a folder'
      )
      .option('--anyway', 'go on with those pictures even where they are not just the same')
      .addOption(onOption())
      .addOption(
        new Option('--feed <file>', 'tell what happens in a file, for whoever started it from elsewhere').hideHelp()
      )
      .addOption(deviceOption())
      .addOption(waitOption())
      .addOption(nowOption())
      .description("Go on from a run's last checkpoint.")
      .action((run: string, options: ResumeOptions) => inStudio(session => resume(session, run, options)))
  }
} satisfies CliCommand
