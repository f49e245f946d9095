import { spawn } from 'node:child_process'

/**
 * A program that opens a page in the browser: what it is started with, and what it reads. Every account sees the
 * former.
 */
interface Opening {
  command: [program: string, ...words: string[]]
  read?: string
}

/**
 * Shows a page in this machine's browser; quietly nothing where there is no display or no browser.
 * @param invite makes its address, which opens once
 */
export function openBrowser(
  invite: () => string,
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env
): void {
  if (!canOpen(platform, environment)) return
  const {
    command: [program, ...words],
    read
  } = openingOf(invite(), platform)
  const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'ignore'], detached: true, windowsHide: true })
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  child.stdin.end(read)
  child.unref()
}

/** Whether anybody would see it. */
export function canOpen(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): boolean {
  if (platform === 'win32') return true
  return platform === 'darwin'
    ? !environment.SSH_CONNECTION
    : Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY)
}

export function openingOf(url: string, platform: NodeJS.Platform): Opening {
  // rundll32 takes the address as it is; cmd's start would read its & and ^.
  if (platform === 'win32') return { command: ['rundll32', 'url.dll,FileProtocolHandler', url] }
  // What `open` is started with, every account sees; a script that is read, nobody.
  if (platform === 'darwin') return { command: ['osascript', '-'], read: `open location "${url}"\n` }
  return { command: ['xdg-open', url] }
}
