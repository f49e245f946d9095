/** `serve`. The studio in a browser. */
import { whole } from '../numbers'
import type { CliCommand } from './command'

export default {
  id: 'serve',
  place: 170,
  add({ program, globals, serve }) {
    program
      .command('serve')
      .description('Serve the studio to a browser on this machine.')
      .option('--port <n>', '0: any free one', whole(0, 65535), 0)
      .option('--no-open', 'do not open the browser')
      .action(({ port, open }: { port: number; open: boolean }) =>
        serve({ port, open, workspace: globals().workspace, engine: globals().engine })
      )
  }
} satisfies CliCommand
