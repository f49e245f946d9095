/**
 * A reply as it travels: its envelope in MessagePack, written where it was made and read by the window. Whoever is in
 * between, which is the thread that draws windows and answers pages, passes bytes on and looks at nothing.
 */
import { decode, encode } from '@msgpack/msgpack'
import type { Caller, Envelope } from '../../shared/ipc'

/** Bytes of their own, which may be handed over. */
export function writeReply(reply: Envelope<unknown>): Uint8Array<ArrayBuffer> {
  return encode(reply, { ignoreUndefined: true }).slice()
}

export function readReply(bytes: Uint8Array): Envelope<unknown> {
  return decode(bytes) as Envelope<unknown>
}

/** Answers a request by its name with a reply in bytes. */
export type Answer = (name: string, input: unknown, caller?: Caller) => Promise<Uint8Array>
