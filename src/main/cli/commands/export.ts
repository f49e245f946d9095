/** `export`. One command per format, and `sample`. */
import { exportCommands } from '../exporting/formats'
import type { CliCommand } from './command'

export default {
  id: 'export',
  place: 70,
  add: exportCommands
} satisfies CliCommand
