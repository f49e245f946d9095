/** Whether Atelier is being worked on: then the page comes from the development server, and DevTools open. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Only in a source tree, and only where it was asked for: `npm run dev` says --development. Never in a package. */
export function developing(words: readonly string[] = process.argv): boolean {
  return (
    !app.isPackaged && words.includes('--development') && existsSync(join(app.getAppPath(), 'src', 'main', 'index.ts'))
  )
}

/** Address of the development server, which is on this machine; null where there is none to be used. */
export function developmentPage(url = process.env.ELECTRON_RENDERER_URL): string | null {
  if (!url || !URL.canParse(url) || !developing()) return null
  const { protocol, hostname, username, password } = new URL(url)
  return protocol === 'http:' && loopback.has(hostname) && username === '' && password === '' ? url : null
}
