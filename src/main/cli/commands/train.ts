/** `train`. A run from its beginning. */
import { addArrangements } from '../arrangement'
import { addFraming } from '../training/framing'
import { runName } from '../names'
import { seedRange, whole } from '../numbers'
import { train, type TrainOptions } from '../training/train'
import { collect, stepsOption, deviceOption, onOption, waitOption, nowOption, type CliCommand } from './command'

export default {
  id: 'train',
  place: 20,
  add({ program, inStudio }) {
    addFraming(addArrangements(program.command('train')))
      .argument(
        '<dataset>',
        "folder, file of pictures (ZIP, tar, NPY, IDX, CSV …), dataset (id or name), or built-in's name"
      )
      .description(
        'Train on a dataset. A folder is imported first, unless it was before and has not changed since. Ctrl-C ' +
          'saves a checkpoint.'
      )
      .option(
        '--model <name>',
        "see `atelier models`; without it, what suits the pictures. With it, settings take the model's defaults; " +
          'colour follows the pictures'
      )
      .option('--recipe <name>', 'sets the model and its settings, e.g. quick-sketch; another name lists what there is')
      .option('--epochs <n>', 'how often to go through all pictures', whole(1, 100_000))
      .addOption(stepsOption('how many steps to train, in place of --epochs; the last epoch may then be a part of one'))
      .option('--seed <s>', 'the same seed gives the same losses (default: random)', whole(...seedRange))
      .option('--name <name>', 'what to call the run', runName)
      .option('--plan', 'say what it is going to take, and train nothing')
      .option('--set <key=value>', 'one setting of the model; may be repeated', collect, [])
      .option('--from <run>', "begin with another run's weights; without --model with its model and settings too")
      .option('--from-epoch <e>', 'whose checkpoint (default: the newest)', whole(0))
      .option(
        '--from-network <name[=layers]>',
        'only this network of it, or only its first layers with weights; may be repeated',
        collect,
        []
      )
      .option(
        '--freeze <name=layers>',
        'so many first layers of a network stay as they are; may be repeated',
        collect,
        []
      )
      .addOption(onOption())
      .addOption(deviceOption())
      .addOption(waitOption())
      .addOption(nowOption())
      .action((dataset: string, options: TrainOptions) => inStudio(session => train(session, dataset, options)))
  }
} satisfies CliCommand
