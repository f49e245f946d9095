/** `bench`. How fast a step is. */
import { bench } from '../bench'
import type { CliCommand } from './command'

export default {
  id: 'bench',
  place: 160,
  add({ program }) {
    program
      .command('bench')
      .argument('[options...]', '--peers, --rounds N, --seconds S, --work NAME: see bench/main.ts')
      .allowUnknownOption()
      .helpOption(false)
      .description(
        "Time one training step, ours and with --peers others' (installs them first); a table on stderr, " +
          'JSON on stdout.'
      )
      .action((words: string[]) => bench(words))
  }
} satisfies CliCommand
