/** A Chromium for the end-to-end tests: one that is there, else Debian's, else Playwright's own. */
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { cacheFolder, inRoot } from '../lib/paths.mjs'
import { run } from '../lib/processes.mjs'
import { say } from '../lib/say.mjs'

const commands = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge-stable']
const places = {
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    name => `/Applications/${name}.app/Contents/MacOS/${name}`
  ),
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map(name =>
    join(process.env[name] ?? '', 'Google', 'Chrome', 'Application', 'chrome.exe')
  )
}

/** An installed one, or undefined. */
export function findBrowser(env = process.env) {
  if (env.ATELIER_CHROMIUM) return env.ATELIER_CHROMIUM
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap(folder => commands.map(name => join(folder, name)))
  const known = places[/** @type {keyof typeof places} */ (process.platform)] ?? []
  return [...known, ...onPath].find(existsSync)
}

/** Provides one; undefined, and said so, where none can be had. @param {string} node @param {NodeJS.ProcessEnv} env */
export async function browser(node, env) {
  const found = findBrowser() ?? (await debians()) ?? (await playwrights(node, env))
  if (!found)
    say(
      'No Chromium or Chrome could be found or installed: install one, or set ATELIER_CHROMIUM to its path, ' +
        'for the end-to-end tests.'
    )
  return found
}

async function debians() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined
  // Ubuntu's package of that name only starts its app store.
  if (!/^ID="?debian/m.test(readFileSync('/etc/os-release', 'utf8'))) return undefined
  say("Installing Debian's chromium for the end-to-end tests …")
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '-q'], { env, limit: 180_000 })
  await run('apt-get', ['install', '-qy', '--no-install-recommends', 'chromium'], { env, limit: 600_000 })
  return findBrowser()
}

/** @param {string} node @param {NodeJS.ProcessEnv} env */
async function playwrights(node, env) {
  const own = { ...env, PLAYWRIGHT_BROWSERS_PATH: join(cacheFolder(), 'browsers') }
  const cli = inRoot('node_modules', 'playwright-core', 'cli.js')
  const path = async () => {
    const { output } = await run(
      node,
      ['-p', `require(${JSON.stringify(inRoot('node_modules', 'playwright-core'))}).chromium.executablePath()`],
      { env: own }
    )
    return existsSync(output.trim()) ? output.trim() : undefined
  }
  const there = await path()
  if (there) return there
  say("Fetching Playwright's Chromium for the end-to-end tests …")
  const { status } = await run(node, [cli, 'install', 'chromium'], { env: own, limit: 300_000 })
  return status === 0 ? path() : undefined
}
