/** `project`. The latent of a picture. */
import { projectCommand } from '../explore/project'
import type { CliCommand } from './command'

export default {
  id: 'project',
  place: 82,
  add: projectCommand
} satisfies CliCommand
