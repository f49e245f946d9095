import { spawn } from 'node:child_process'

/** Shows a page in this machine's browser; quietly nothing where there is no display or no browser. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform, environment: NodeJS.ProcessEnv = process.env): void {
  const command = browserCommand(url, platform, environment)
  if (!command) return
  const [program, ...rest] = command
  const child = spawn(program, rest, { stdio: 'ignore', detached: true, windowsHide: true })
  child.on('error', () => {})
  child.unref()
}

/** The command that opens a page, or null where nobody would see it. */
export function browserCommand(url: string, platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): [string, ...string[]] | null {
  // rundll32 takes the address as it is; cmd's start would read its & and ^.
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url]
  if (platform === 'darwin') return environment.SSH_CONNECTION ? null : ['open', url]
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open', url] : null
}
