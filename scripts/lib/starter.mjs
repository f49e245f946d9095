/** Who started this process, and whether it wants to outlive the terminal. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Whether a hang-up is to be ignored, as under nohup. Node takes back every ignored signal when it starts, so that it
 * cannot be asked: bin/atelier asks the shell before; and shells name the program they start in `_`.
 */
export const outlivesTerminal = (env = process.env) =>
  env.ATELIER_HANGUP === 'ignored' || /(^|\/)nohup$/.test(env._ ?? '')

/**
 * The package manager that runs `npm start`, whose death is the end of the studio: between the two there is a shell,
 * which stays. None where it is not `npm start`, or where the studio is to outlive its terminal, and npm does not.
 * @returns {number[]} process ids
 */
export function startingManager(env = process.env) {
  if (env.npm_lifecycle_event !== 'start' || outlivesTerminal(env) || process.platform === 'win32') return []
  try {
    const shell = process.ppid
    return [shell, parentOf(shell)]
      .filter(pid => /(^|[\s/])(npm|pnpm|yarn)(-cli\.js)?(\s|$)/.test(nameOf(pid)))
      .slice(0, 1)
  } catch {
    return []
  }
}

/** @param {number} pid */
function parentOf(pid) {
  if (process.platform !== 'linux') return Number(ps(pid, 'ppid='))
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

/** @param {number} pid */
const nameOf = pid =>
  process.platform === 'linux'
    ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    : ps(pid, 'command=')

/** @param {number} pid @param {string} field */
const ps = (pid, field) =>
  execFileSync('ps', ['-o', field, '-p', String(pid)], { encoding: 'utf8', timeout: 5000 }).trim()
