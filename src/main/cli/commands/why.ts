/** `why`. Where a run's discriminator looks. */
import { whyCommand } from '../explore/why'
import type { CliCommand } from './command'

export default {
  id: 'why',
  place: 86,
  add: whyCommand
} satisfies CliCommand
