/** MessagePack frames of the socket; `src/shared/wire.ts` has their types. */
import { decode, encode } from '@msgpack/msgpack'
import { z } from 'zod'
import { checkFrame, requestBounds } from '../../shared/frame-bounds'
import type { StudioFrame } from '../../shared/wire'

const requestFrame = z.object({ id: z.int().min(0), request: z.string().min(1).max(100), input: z.unknown() })

/**
 * A window's request, its input not looked at yet. Byte arrays in it are views of `bytes`.
 * @throws RangeError, DecodeError, ZodError on anything else; nothing is allocated that is not there
 */
export function readFrame(bytes: Uint8Array): z.infer<typeof requestFrame> {
  checkFrame(bytes, requestBounds)
  return requestFrame.parse(decode(bytes))
}

export function writeFrame(frame: StudioFrame): Uint8Array {
  return encode(frame, { ignoreUndefined: true })
}
