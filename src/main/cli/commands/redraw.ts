/** `redraw`. A picture that was exported, drawn again. */
import { redrawCommand } from '../explore/redraw'
import type { CliCommand } from './command'

export default {
  id: 'redraw',
  place: 84,
  add: redrawCommand
} satisfies CliCommand
