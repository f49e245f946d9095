/** `sweep`. One training tried with many settings. */
import { seedRange, whole } from '../numbers'
import { runName } from '../names'
import { startSweep, type SweepOptions } from '../sweeping/sweep'
import { collect, type CliCommand } from './command'

export default {
  id: 'sweep',
  place: 32,
  add({ program, inStudio }) {
    program
      .command('sweep')
      .argument('<dataset>', "as `train` takes it: folder, file, dataset (id or name), or built-in's name")
      .description(
        'Try one training with many settings, most of them for a short time: the best of each comparison go on. ' +
          'Ctrl-C saves; `atelier sweeps resume` goes on.'
      )
      .requiredOption('--model <name>', 'see `atelier models`')
      .requiredOption('--steps <n>', 'how many steps the best are trained', whole(1, 1_000_000_000))
      .option(
        '--grid <key=a,b,…>',
        'a setting and its values: all combinations are tried; may be repeated',
        collect,
        []
      )
      .option(
        '--random <key=low..high>',
        'a setting drawn at random, by magnitude where the bounds are far apart; may be repeated',
        collect,
        []
      )
      .option('--configurations <n>', 'how many are drawn (default: 9; of a grid alone all)', whole(1, 500))
      .option('--seeds <n>', 'with how many seeds those are trained that come far (default: 2)', whole(1, 10))
      .option('--reduction <n>', 'one in so many goes on, for so many times the steps (default: 3)', whole(2, 10))
      .option('--budget <n>', 'begin nothing that goes over so many steps of all together', whole(1, 1_000_000_000))
      .option('--metric <name>', 'which evaluation compares them (see `atelier evaluate --help`)')
      .option('--set <key=value>', 'a setting that all have; may be repeated', collect, [])
      .option('--seed <s>', 'of what is drawn, and the first of the trainings (default: 1)', whole(...seedRange))
      .option(
        '--on <machine>',
        'train on another machine, see `atelier machines`; may be repeated, for several at once',
        collect,
        []
      )
      .option('--name <name>', 'what to call the sweep', runName)
      .action((dataset: string, options: SweepOptions) => inStudio(session => startSweep(session, dataset, options)))
  }
} satisfies CliCommand
