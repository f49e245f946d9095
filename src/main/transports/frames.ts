/** MessagePack frames of the socket; `src/shared/wire.ts` has their types. */
import { decode, encode } from '@msgpack/msgpack'
import { z } from 'zod'
import type { StudioFrame } from '../../shared/wire'

const requestFrame = z.object({ id: z.int().min(0), request: z.string().min(1).max(100), input: z.unknown() })

/** A window's request, its input not looked at yet. Byte arrays in it are views of `bytes`. Throws on anything else. */
export function readFrame(bytes: Uint8Array): z.infer<typeof requestFrame> {
  // Announced lengths are allocated before the content is seen.
  return requestFrame.parse(decode(bytes, { maxArrayLength: 1_000_000, maxMapLength: 10_000, maxExtLength: 0 }))
}

export function writeFrame(frame: StudioFrame): Uint8Array {
  return encode(frame, { ignoreUndefined: true })
}
