/** `doctor`. What works here. */
import { doctor, type DoctorOptions } from '../doctor'
import type { CliCommand } from './command'

export default {
  id: 'doctor',
  place: 120,
  add({ program, looking, globals }) {
    program
      .command('doctor')
      .description('Engine, device, versions and a self-test.')
      .option(
        '--bundle <file>',
        'zip archive to write: versions, engines, the workspace in numbers, logs; no pictures, names or secrets'
      )
      .action((options: DoctorOptions) => looking(session => doctor(session, globals(), options)))
  }
} satisfies CliCommand
