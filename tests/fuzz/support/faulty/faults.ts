/** Does what readers must not do, where a file begins with its letter after "fault:". */
import type { FuzzTarget } from '../target'

const kept: Buffer[] = []

export default {
  seconds: 1,
  memory: 64 * 2 ** 20,
  read: bytes => {
    const letter = bytes.toString('latin1', 0, 6) === 'fault:' ? bytes.toString('latin1', 6, 7) : ''
    if (letter === 'h') for (;;) continue
    if (letter === 'c') process.abort()
    if (letter === 'm') kept.push(Buffer.alloc(128 * 2 ** 20, 1))
    if (letter === 'w') throw new Error('wrong')
    return bytes.length % 2 === 0 ? String(bytes.length) : null
  }
} satisfies FuzzTarget
