/** Electron's binary: there, or fetched by Electron's own installer where its host can be reached, or done without. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inRoot, stamps } from '../lib/paths.mjs'
import { environment, run } from '../lib/processes.mjs'
import { say } from '../lib/say.mjs'

const folder = inRoot('node_modules', 'electron')
const refused = join(stamps, 'electron-out-of-reach')
const askAgain = 24 * 3600_000
/** 120 MB; a line slower than this is better served by the browser for now. */
const limit = 5 * 60_000

/**
 * @param {string} node
 * @returns {Promise<{ binary?: string, why: string }>} the binary, or why there is none, as the start of a sentence
 */
export async function electron(node) {
  const obstacle = noWindow()
  if (obstacle) return { why: obstacle }
  const there = installed()
  if (there) return { binary: there, why: '' }
  const out = { why: "Electron's binary cannot be downloaded here" }
  if (existsSync(refused) && Date.now() - statSync(refused).mtimeMs < askAgain) return out
  if (await reachable()) {
    say('Fetching Electron (120 MB) …')
    await run(node, [join(folder, 'install.js')], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore'],
      env: environment(node),
      limit
    })
  }
  const binary = installed()
  if (binary) return { binary, why: '' }
  mkdirSync(dirname(refused), { recursive: true })
  writeFileSync(refused, 'Electron is tried again a day after this file was written.\n')
  return out
}

/** What keeps any window from opening, as the start of a sentence. */
export function noWindow(env = process.env, os = process.platform, user = process.getuid?.()) {
  if (os !== 'linux') return ''
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'There is no display'
  if (user === 0) return "Electron's sandbox does not run as root"
  return ''
}

function installed() {
  try {
    const binary = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8'))
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

/** Whether the download's host answers at all; the installer itself would wait for minutes. */
async function reachable() {
  const host =
    process.env.ELECTRON_MIRROR ??
    process.env.npm_config_electron_mirror ??
    'https://github.com/electron/electron/releases/'
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const base = host.replace(/\/?$/, '/')
    const response = await fetch(`${base}${base.includes('github.com') ? 'download/' : ''}v${version}/SHASUMS256.txt`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(8000)
    })
    return response.ok
  } catch {
    return false
  }
}
