/** Step 1: node_modules as package-lock.json has it. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../lib/paths.mjs'
import { run } from '../lib/processes.mjs'
import { Problem, say } from '../lib/say.mjs'

/** @typedef {Record<string, { version?: string, optional?: boolean }>} Packages */

/** @param {string} file @returns {Packages | undefined} */
const packagesOf = file => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/**
 * npm writes down what it installed, last of all: compared with what is wanted. Optional packages may be for other
 * platforms.
 */
export function packagesReady(folder = root) {
  const wanted = packagesOf(join(folder, 'package-lock.json'))
  const present = packagesOf(join(folder, 'node_modules', '.package-lock.json'))
  if (!wanted || !present) return false
  return Object.entries(wanted).every(
    ([name, { version, optional }]) => name === '' || present[name]?.version === version || (optional && !present[name])
  )
}

export async function packages() {
  if (packagesReady()) return
  say('Installing packages (about a minute) …')
  const [command = '', ...before] = npm()
  const { status, output, missing } = await run(
    command,
    [
      ...before,
      'ci',
      '--prefer-offline',
      '--fetch-retry-mintimeout=2000',
      '--no-audit',
      '--no-fund',
      '--loglevel=error'
    ],
    { cwd: root, shell: command.endsWith('.cmd') }
  )
  if (missing) throw new Problem('npm was not found. Install Node.js with npm (nodejs.org) and start again.')
  if (status === 0) return
  const code = /npm (?:error|ERR!) code (\w+)/.exec(output)?.[1] ?? ''
  if (/^(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ERR_SOCKET_TIMEOUT)$/.test(code))
    throw new Problem(
      'The packages could not be downloaded: npm does not reach its registry. Check the network connection ' +
        '(`npm ping` tells more) and start again.'
    )
  if (code === 'ENOSPC') throw new Problem(`The disk is full at ${root}. Free about 1 GB and start again.`)
  if (/^(EACCES|EPERM|EROFS)$/.test(code))
    throw new Problem(
      `No permission to write to ${root}. Give yourself permission there, or clone Atelier to a folder of your own.`
    )
  const words = output
    .split('\n')
    .filter(line => /^npm (error|ERR!) \S/.test(line))
    .slice(0, 8)
    .join('\n')
  throw new Problem(`npm ci failed:\n${words || output.trim().slice(-800)}`)
}

/** The npm that runs us, else the one beside this Node, else the one on the path. */
function npm() {
  const exec = process.env.npm_execpath
  if (exec && /npm-cli\.c?js$/.test(exec) && existsSync(exec)) return [process.execPath, exec]
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  if (existsSync(beside)) return [process.execPath, beside]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}
