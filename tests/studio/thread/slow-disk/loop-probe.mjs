/**
 * Loaded into a program before it begins (`--import`): how long its main thread was held at a time. What the thread
 * waited for a processor, because others had them all, does not count (Linux tells). On SIGUSR2 the milliseconds of the
 * longest holds, longest first, are written to LOOP_PROBE, and it begins anew.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const often = 5
/** Milliseconds that this process's first thread was ready to run and did not. */
const waited = () => Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6

if (isMainThread) {
  let held = []
  let [last, before] = [performance.now(), waited()]
  setInterval(() => {
    const [now, since] = [performance.now(), waited()]
    held.push(now - last - often - (since - before))
    last = now
    before = since
  }, often).unref()
  process.on('SIGUSR2', () => {
    writeFileSync(`${process.env.LOOP_PROBE}.part`, JSON.stringify(held.sort((a, b) => b - a).slice(0, 10)))
    renameSync(`${process.env.LOOP_PROBE}.part`, process.env.LOOP_PROBE)
    held = []
  })
}
