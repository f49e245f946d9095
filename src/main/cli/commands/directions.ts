/** `directions`. What latents can be moved along. */
import { directionCommand } from '../explore/directions'
import { runWord, type CliCommand } from './command'

export default {
  id: 'directions',
  place: 80,
  add({ program, looking }) {
    directionCommand(program, runWord, looking)
  }
} satisfies CliCommand
