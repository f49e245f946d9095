/** `project`. The latent of a picture. */
import { projectCommand } from '../explore/project'
import { runWord, type CliCommand } from './command'

export default {
  id: 'project',
  place: 82,
  add({ program, looking }) {
    projectCommand(program, runWord, looking)
  }
} satisfies CliCommand
