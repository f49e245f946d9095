/**
 * What must not open a packaged app, whoever starts it with whatever words and environment. Node's own ways in
 * (ELECTRON_RUN_AS_NODE, NODE_OPTIONS, --inspect) are shut by fuses, which this only backs.
 */
import { app } from 'electron'

/**
 * Of Chromium: ways in from outside, ways around the page's own limits, and programs to run. Read before the app is
 * ready.
 */
export const switches = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-debugging-targets',
  'remote-allow-origins',
  'auto-open-devtools-for-tabs',
  'enable-automation',
  'disable-web-security',
  'allow-running-insecure-content',
  'allow-file-access-from-files',
  'disable-site-isolation-trials',
  'unsafely-treat-insecure-origin-as-secure',
  'ignore-certificate-errors',
  'load-extension',
  'js-flags',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'browser-subprocess-path'
]

/** Our own for tests and for work, which name programs; and those that make a program of Electron's a Node. */
export const variables = [
  'ELECTRON_RENDERER_URL',
  'ELECTRON_RUN_AS_NODE',
  'NODE_OPTIONS',
  'ATELIER_STUDIO',
  'ATELIER_TRAINER',
  'ATELIER_DECODER',
  'ATELIER_EVALUATOR'
]

/**
 * Nothing in a source tree, where whoever starts it could as well change it. @returns what was there and is not
 * listened to
 */
export function closeApp(environment: NodeJS.ProcessEnv = process.env): string[] {
  if (!app.isPackaged) return []
  const words = switches.filter(name => app.commandLine.hasSwitch(name))
  for (const name of words) app.commandLine.removeSwitch(name)
  const names = variables.filter(name => environment[name] !== undefined)
  for (const name of names) delete environment[name]
  return [...words.map(name => `--${name}`), ...names]
}
