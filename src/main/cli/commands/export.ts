/** `export`. One command per format, and `sample`. */
import { exportCommands } from '../exporting/formats'
import { runWord, type CliCommand } from './command'

export default {
  id: 'export',
  place: 70,
  add({ program, looking }) {
    exportCommands(program, runWord, looking)
  }
} satisfies CliCommand
