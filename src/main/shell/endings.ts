/** How Chromium's processes end: numbers and reasons as Electron hands them on, in words. */
import { constants } from 'node:os'
import type { Details } from 'electron'
import type { ProcessExit } from '../studio/processes/child'

export type Reason = Details['reason']

/** What a process of ours never ends with by itself: those its system gives to programs that it ends. */
const deadly = [
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGKILL',
  'SIGSEGV',
  'SIGTERM',
  'SIGXCPU',
  'SIGSYS'
] as const

/**
 * Electron passes on either the number a process gave to process.exit or, where it did not get that far, what POSIX's
 * waitpid says: the signal in the lowest 7 bits, 128 for a memory dump, the exit status in the next 8 bits.
 */
export function exitOf(code: number, platform = process.platform): Pick<ProcessExit, 'code' | 'signal'> {
  if (platform === 'win32' || code < 0) return { code, signal: null }
  const signal = deadly.find(name => constants.signals[name] === (code & 0x7f))
  if (code < 0x100 && signal) return { code: null, signal }
  return { code: code >= 0x100 && (code & 0xff) === 0 ? code >> 8 : code, signal: null }
}

const words: Partial<Record<Reason, string>> = {
  oom: 'ran out of memory',
  'memory-eviction': 'was ended by the system to free memory',
  killed: 'was killed (by the system when memory runs out, or by hand)',
  'launch-failed': 'could not be started',
  'integrity-failure': 'was not started, because its program is not as it was delivered; install Atelier again'
}

/**
 * What an exit code does not say, as the end of "it …".
 * @returns undefined where the exit code and the last words say more: it crashed, or ended by itself
 */
export const endingWords = (reason: Reason | undefined): string | undefined => reason && words[reason]

/** The same of a window, a graphics process or a service, whose last words nobody has. */
export const goneWords = (reason: Reason): string =>
  words[reason] ?? (reason === 'crashed' ? 'crashed' : 'ended unexpectedly')
