/** `repair`. A database that is gone. */
import { repair } from '../repair'
import type { CliCommand } from './command'

export default {
  id: 'repair',
  place: 150,
  add({ program, globals }) {
    program
      .command('repair')
      .description(
        'List again what lies in a workspace whose database is gone, damaged or older than the files. The ' +
          'database as it was is kept.'
      )
      .action(() => repair(globals()))
  }
} satisfies CliCommand
