/**
 * Who trains a run: a process id and when that process began, because ids are used again.
 * A run whose owner is gone was interrupted.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Owner {
  pid: number
  /** What the system says of the process's start; '' where it says nothing. */
  start: string
}

let own: Owner | null = null

export function thisProcess(): Owner {
  own ??= { pid: process.pid, start: startOf(process.pid) ?? '' }
  return own
}

export function isAlive(owner: Owner): boolean {
  if (owner.pid === process.pid) return owner.start === thisProcess().start
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    // EPERM: there is such a process, and it is not ours.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const start = startOf(owner.pid)
  return start === null ? false : start === owner.start
}

/** Null: no such process (or one already dead and not yet buried). */
function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return linuxStart(pid)
    if (process.platform === 'win32') {
      return ask('powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`])
    }
    return ask('ps', ['-o', 'lstart=', '-p', String(pid)])
  } catch {
    return null
  }
}

const ask = (program: string, words: string[]): string => execFileSync(program, words, { encoding: 'utf8', timeout: 10_000, stdio: ['ignore', 'pipe', 'ignore'] }).trim()

/** Boot id and the start in ticks since boot: field 22 of /proc/PID/stat, counted after the name's closing bracket. */
function linuxStart(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19] ?? ''}`
}
