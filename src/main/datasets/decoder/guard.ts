/**
 * What ends the decoder besides its studio's word: a studio that is gone, and memory beyond what any picture may take.
 */
import { writeFileSync } from 'node:fs'
import { dieWithParent } from '../../lib/parent'
import { outOfMemory } from './protocol'

/** Milliseconds between two looks: at a gigabyte a second some tens of megabytes too late. */
const often = 20

/**
 * From a thread of its own, which sees what happens in the midst of a native call too. What headers promise is looked
 * at before (needs.ts); this is for those that take more.
 * @param most bytes of the whole process
 */
export function guard(most: number): void {
  dieWithParent(`const { writeSync } = require('node:fs')
    setInterval(() => {
      if (process.memoryUsage.rss() < ${most}) return
      try { writeSync(2, ${JSON.stringify(`${outOfMemory}\n`)}) } catch {}
      process.kill(process.pid, 'SIGKILL')
    }, ${often})`)
}

/** Where memory runs out all the same the system ends this process, and not the studio or a training. Linux only. */
export function volunteer(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000')
  } catch {
    // Another system, or not allowed.
  }
}
