/** `reconstruct`. What an autoencoder makes of pictures. */
import { seedRange, whole } from '../numbers'
import { reconstruct, type ReconstructOptions } from '../reconstruct'
import { runWord, type CliCommand } from './command'

export default {
  id: 'reconstruct',
  place: 90,
  add({ program, looking }) {
    program
      .command('reconstruct')
      .argument('<run>', runWord)
      .description("Training pictures, and below them what a run's encoder and decoder make of them. For autoencoders.")
      .requiredOption('-o, --output <file>', 'PNG to write; - is stdout')
      .option('--epoch <e>', 'whose checkpoint (default: the newest)', whole(0))
      .option('--count <n>', 'how many pictures', whole(1, 256), 8)
      .option(
        '--offset <n>',
        'the first of them; they follow one another (default: evenly from first to last)',
        whole(0)
      )
      .option('--seed <s>', 'draws them at random', whole(...seedRange))
      .action((run: string, options: ReconstructOptions) => looking(session => reconstruct(session, run, options)))
  }
} satisfies CliCommand
