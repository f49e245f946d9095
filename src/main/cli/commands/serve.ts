/** `serve`. The studio in a browser. */
import { whole } from '../numbers'
import type { CliCommand } from './command'

interface Words {
  port: number
  open: boolean
  osc?: number
  oscHost: string
}

export default {
  id: 'serve',
  place: 170,
  add({ program, globals, serve }) {
    program
      .command('serve')
      .description('Serve the studio to a browser on this machine.')
      .option('--port <n>', '0: any free one', whole(0, 65535), 0)
      .option('--no-open', 'do not open the browser')
      .option('--osc <port>', 'let Open Sound Control over UDP move the controls of Explore', whole(0, 65535))
      .option('--osc-host <address>', 'of this machine, at which OSC is listened to', '127.0.0.1')
      .action(({ port, open, osc, oscHost }: Words) =>
        serve({
          ...{ port, open, osc: osc === undefined ? undefined : { port: osc, host: oscHost } },
          workspace: globals().workspace,
          engine: globals().engine
        })
      )
  }
} satisfies CliCommand
