/** `wall`. Many samples of a run, sorted. */
import { wallCommand } from '../explore/wall'
import type { CliCommand } from './command'

export default {
  id: 'wall',
  place: 84,
  add: wallCommand
} satisfies CliCommand
