/** `why`. Where a run's discriminator looks. */
import { whyCommand } from '../explore/why'
import { runWord, type CliCommand } from './command'

export default {
  id: 'why',
  place: 86,
  add({ program, looking }) {
    whyCommand(program, runWord, looking)
  }
} satisfies CliCommand
