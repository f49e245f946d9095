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

/** What such a process is to people. */
export const programs = ['command-line', 'browser', 'desktop'] as const
export type Program = (typeof programs)[number]

let own: Owner | null = null

export function thisProcess(): Owner {
  own ??= { pid: process.pid, start: startOf(process.pid) ?? '' }
  return own
}

/** How long it is believed that an id is still the same process's, where asking takes a program: milliseconds. */
const belief = 10_000
const believed = new Map<number, { start: string; until: number }>()

/**
 * Cheap enough for every look at a run: where the system has to start a program to tell, it is asked every ten seconds.
 */
export function isAlive(owner: Owner): boolean {
  if (owner.pid === process.pid) return owner.start === thisProcess().start
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    // EPERM: there is such a process, and it is not ours.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  if (process.platform === 'linux') return startOf(owner.pid) === owner.start
  const known = believed.get(owner.pid)
  if (known && known.until > performance.now()) return known.start === owner.start
  const start = startOf(owner.pid)
  if (start !== null) believed.set(owner.pid, { start, until: performance.now() + belief })
  return start === owner.start
}

/** Null: no such process (or one already dead and not yet buried). */
function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return linuxStart(pid)
    if (process.platform === 'win32') {
      return ask('powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`])
    }
    const [state = '', ...start] = ask('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).split(/\s+/)
    return state.startsWith('Z') ? null : start.join(' ')
  } catch {
    return null
  }
}

const ask = (program: string, words: string[]): string =>
  execFileSync(program, words, { encoding: 'utf8', timeout: 10_000, stdio: ['ignore', 'pipe', 'ignore'] }).trim()

let boot: string | null = null

/** Boot id and the start in ticks since boot: field 22 of /proc/PID/stat, counted after the name's closing bracket. */
function linuxStart(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return `${boot}/${fields[19] ?? ''}`
}
