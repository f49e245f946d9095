/**
 * Processor time of processes, which hears less of what else the machine does than a clock. Only Linux tells; elsewhere
 * it is not a number.
 */
import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second. */
const tick = 10

/** Parent, and milliseconds so far; null where there is no such process, or nobody tells. */
function look(pid: number): { parent: number; milliseconds: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // After the name, which may hold anything: state, parent, …; the 12th and 13th are the times in and below it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), milliseconds: tick * (Number(fields[11]) + Number(fields[12])) }
  } catch {
    return null
  }
}

/** Milliseconds so far of one process. */
export const processorTime = (pid: number): number => look(pid)?.milliseconds ?? Number.NaN

/** Of this process and of those that it has started and that still run, but for one. */
export function ownProcessorTime(except: number): number {
  const own = processorTime(process.pid)
  if (Number.isNaN(own)) return own
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => pid !== except)
    .map(look)
    .reduce((sum, each) => (each?.parent === process.pid ? sum + each.milliseconds : sum), own)
}
