import { decode, encode } from '@msgpack/msgpack'
import { ZodError } from 'zod'
import { readFrame } from '../../../src/main/transports/frames'
import { checkFrame, requestBounds, studioBounds } from '../../../src/shared/frame-bounds'
import { digest, type FuzzTarget } from '../support/target'

/** What lets a frame of any kind through: a request's bounds are narrower than those of what the studio sends. */
function passes(bytes: Uint8Array, bounds: typeof requestBounds): boolean {
  try {
    checkFrame(bytes, bounds)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

export default {
  read: bytes => {
    const passed = passes(bytes, requestBounds)
    if (passed && !passes(bytes, studioBounds)) throw new Error('A request passes that is no message at all.')
    try {
      const { id, request, input } = readFrame(bytes)
      if (!passed) throw new Error('A frame was read that does not pass.')
      const again = encode({ id, request, input }, { ignoreUndefined: true })
      // Once more the same: nothing was read into it.
      if (digest(encode(readFrame(again), { ignoreUndefined: true })) !== digest(again))
        throw new Error('It is another one when it is written and read again.')
      return digest(again)
    } catch (error) {
      // What passes can be decoded, but for a name that no object can have.
      if (error instanceof ZodError || error instanceof RangeError) return null
      if (error instanceof Error && error.message === 'The key __proto__ is not allowed') return null
      throw error
    } finally {
      // The decoder allocates what is announced; whatever passes is allocated here, and memory is watched.
      if (passed)
        try {
          decode(bytes)
        } catch {
          /* said above */
        }
    }
  },
  memory: 128 * 2 ** 20
} satisfies FuzzTarget as FuzzTarget
