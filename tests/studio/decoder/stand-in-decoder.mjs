/**
 * Speaks the decoder's protocol without decoding: what becomes of a picture its file's name says. It stands in for the
 * far end only, so that its death, silence and slowness can be tested exactly. LOG: a file that gets a line for each
 * order.
 */
import { appendFileSync, writeSync } from 'node:fs'

const report = (...reports) => new Promise(resolve => process.send(reports, resolve))
const log = line => {
  if (process.env.LOG) appendFileSync(process.env.LOG, `${line}\n`)
}
const held = new Set()

const plain = {
  pixels: new Uint8Array(4),
  width: 1,
  height: 1,
  grey: true,
  facts: { format: 'png', depth: '8', colour: 'grey', transparent: false, frames: 1, turned: false },
  look: new Uint8Array(256)
}

async function work({ call, picture: { file } }) {
  log(`${process.pid} ${file}`)
  held.add(call)
  if (file.includes('crash')) process.abort()
  if (file.includes('memory')) {
    writeSync(2, 'atelier: out of memory\n')
    process.kill(process.pid, 'SIGKILL')
  }
  if (file.includes('once') && !process.env.SECOND) process.kill(process.pid, 'SIGKILL')
  if (file.includes('deaf')) for (;;) continue
  if (file.includes('hang')) return report({ type: 'slow', call, seconds: 1 })
  if (file.includes('wait')) return report({ type: 'slow', call, seconds: 0.5 }, { type: 'waits', call })
  if (file.includes('late')) await new Promise(next => setTimeout(next, 300))
  if (!held.delete(call)) return
  await report(
    file.includes('refuse')
      ? { type: 'refused', call, reason: 'It is refused.', flaw: 'unreadable' }
      : { type: 'done', call, result: { ...plain, hash: file } }
  )
}

process.on('disconnect', () => process.exit(1))
process.on('message', orders => {
  for (const order of orders) {
    if (order.type === 'drop') {
      log(`drop ${order.call}`)
      held.delete(order.call)
    } else void work(order)
  }
})
if (process.env.STILLBORN) process.exit(3)
if (process.env.KILLED) process.kill(process.pid, 'SIGKILL')
if (!process.env.MUTE) void report({ type: 'ready' })
