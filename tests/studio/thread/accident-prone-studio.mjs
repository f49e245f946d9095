/**
 * The built studio's thread, which meets with an accident when it is asked for one by name: "accident:exception" and so
 * on.
 */
import { parentPort } from 'node:worker_threads'

const accidents = {
  exception: () => {
    throw new Error('The flux capacitor is missing.')
  },
  rejection: () => {
    void Promise.reject(new Error('A promise was broken.'))
  },
  memory: () => {
    const hoard = []
    for (;;) hoard.push(Array.from({ length: 10_000 }, () => ({ more: hoard.length })))
  },
  exit: () => process.exit(1),
  hang: () => {
    for (;;);
  }
}

parentPort.on('message', ({ name }) => {
  const [, what] = /^accident:(\w+)$/.exec(name ?? '') ?? []
  // At once: before the studio's own listener has had the question.
  if (what) accidents[what]()
})
await import('../../../out/main/studio.js')
