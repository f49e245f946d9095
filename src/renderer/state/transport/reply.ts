/** A reply as it comes over either transport: an envelope in MessagePack, which nobody in between has looked at. */
import { decode } from '@msgpack/msgpack'
import { checkFrame, studioBounds } from '../../../shared/frame-bounds'
import type { Envelope } from '../../../shared/ipc'

/** One that cannot be read is a failure in words. The contract says what a value is. */
export function readReply<T>(bytes: Uint8Array): Envelope<T> {
  try {
    checkFrame(bytes, studioBounds)
    return decode(bytes) as Envelope<T>
  } catch {
    return {
      ok: false,
      code: 'internal',
      message:
        'The studio answered with something that this window cannot read. Try again; if it stays so, load the ' +
        'page anew.'
    }
  }
}
