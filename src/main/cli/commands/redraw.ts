/** `redraw`. A picture that was exported, drawn again. */
import { redrawCommand } from '../explore/redraw'
import type { CliCommand } from './command'

export default {
  id: 'redraw',
  place: 84,
  add({ program, looking }) {
    redrawCommand(program, looking)
  }
} satisfies CliCommand
