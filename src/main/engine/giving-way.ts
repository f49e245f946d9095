/**
 * What trains takes what processors have to spare: a picture that follows a hand, and whatever else a person does,
 * comes first.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'

/** Between normal and below normal: a third of a normal one's share where both want all there is. */
const trainingPriority = 5

/**
 * Of this process: threads that it starts from now on take after this one. Linux shares processors out among sessions
 * before it looks at priorities in them (autogroups, see sched(7)), and an engine is a session of its own: there the
 * session gives way as well. Where it may not, it goes on as it is.
 */
export function giveWay(): void {
  attempt(() => {
    // Who has started it with less than that has said so.
    if (getPriority() < trainingPriority) setPriority(trainingPriority)
  })
  if (process.platform !== 'linux') return
  attempt(() => {
    // Never a terminal's, or a whole application's.
    if (sessionOf(readFileSync('/proc/self/stat', 'utf8')) === process.pid)
      writeFileSync('/proc/self/autogroup', String(trainingPriority))
  })
}

/** Of a line of /proc/PID/stat: its sixth field, counted after the name, which may hold anything. */
const sessionOf = (stat: string): number => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3])

/** Sandboxes and kernels differ in what they have and allow. */
function attempt(work: () => void): void {
  try {
    work()
  } catch {
    /* It is a courtesy. */
  }
}
