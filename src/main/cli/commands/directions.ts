/** `directions`. What latents can be moved along. */
import { directionCommand } from '../explore/directions'
import type { CliCommand } from './command'

export default {
  id: 'directions',
  place: 80,
  add: directionCommand
} satisfies CliCommand
