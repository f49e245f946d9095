/** Processes that this one has started, as the system sees them. Reads /proc, so Linux only. */
import { readdirSync, readFileSync } from 'node:fs'
import { until } from '../thread/fixture'

/** Ids of living children whose command line has these words. */
export function children(words: string): number[] {
  return readdirSync('/proc/self/task')
    .flatMap(task => readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' '))
    .filter(id => id !== '' && commandOf(id).includes(words))
    .map(Number)
}

/**
 * Id of the child whose command line has these words, once there is no other: what was ended before is not waited for
 * by those who ended it, and may still be leaving.
 */
export async function onlyChild(words: string): Promise<number> {
  let found: number[] = []
  await until(() => (found = children(words)).length === 1)
  return found[0] ?? 0
}

const commandOf = (id: string): string => {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/** The most memory that a process has ever had, bytes. */
export function peakOf(id: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? []
  return 1024 * Number(kilobytes ?? 0)
}

/** Seconds of work that all threads of a process have done. */
export function secondsOf(id: number): number {
  const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // The fourteenth and fifteenth of all, in hundredths on every Linux.
  return (Number(fields[11]) + Number(fields[12])) / 100
}
