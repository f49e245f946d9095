/**
 * The structure of a MessagePack message, before anything is made of it: the decoder allocates what an array announces,
 * so that 2,000 bytes of nested headers would take gigabytes. Here every announced entry must have its byte.
 */

export interface FrameBounds {
  /** Arrays and maps inside one another. */
  depth: number
  /** Everything in the message, keys included: what is made of it takes at most some ten times as many bytes. */
  values: number
  /** Of one string, bytes. Byte arrays are views of the message and have no bound but its own. */
  text: number
}

/** A window's request: at most 64 latents of 4,096 numbers, or a preference. */
export const requestBounds: FrameBounds = { depth: 24, values: 400_000, text: 2 ** 20 }
/** The studio's replies and events: all epochs of a long run at once are the most. */
export const studioBounds: FrameBounds = { depth: 64, values: 20_000_000, text: 2 ** 28 }

/** Bytes of what follows each of the heads 0xc0 to 0xdf: fixed sizes, or where a length is told. */
const fixed = new Map([
  [0xc0, 0],
  [0xc2, 0],
  [0xc3, 0],
  [0xca, 4],
  [0xcb, 8],
  [0xcc, 1],
  [0xcd, 2],
  [0xce, 4],
  [0xcf, 8],
  [0xd0, 1],
  [0xd1, 2],
  [0xd2, 4],
  [0xd3, 8]
])
const told = new Map<number, { kind: 'bytes' | 'text' | 'array' | 'map'; length: 1 | 2 | 4 }>([
  [0xc4, { kind: 'bytes', length: 1 }],
  [0xc5, { kind: 'bytes', length: 2 }],
  [0xc6, { kind: 'bytes', length: 4 }],
  [0xd9, { kind: 'text', length: 1 }],
  [0xda, { kind: 'text', length: 2 }],
  [0xdb, { kind: 'text', length: 4 }],
  [0xdc, { kind: 'array', length: 2 }],
  [0xdd, { kind: 'array', length: 4 }],
  [0xde, { kind: 'map', length: 2 }],
  [0xdf, { kind: 'map', length: 4 }]
])

interface Head {
  kind: 'fixed' | 'bytes' | 'text' | 'array' | 'map'
  /** Bytes that follow, or entries. */ size: number
  /** Where what follows begins. */ next: number
}

/**
 * Passes over exactly one message that holds nothing but JSON's kinds and byte arrays. Takes no memory but a few
 * numbers.
 * @throws RangeError where it is cut short, goes on after its end, goes beyond the bounds or holds other kinds
 */
export function checkFrame(bytes: Uint8Array, { depth, values, text }: FrameBounds): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  /** Entries still to come, of each open array or map; a map's keys and values count one by one. */
  const open: { map: boolean; left: number }[] = []
  let at = 0
  let seen = 0
  do {
    const inside = open.at(-1)
    const { kind, size, next } = headAt(view, at)
    if (++seen > values) throw new RangeError(`more than ${values} values`)
    if (inside) {
      if (inside.map && inside.left % 2 === 0 && kind !== 'text') throw new RangeError('a key that is no text')
      inside.left--
    }
    at = next
    if (kind === 'array' || kind === 'map') {
      const left = kind === 'map' ? 2 * size : size
      if (left > view.byteLength - at) throw new RangeError('announces more entries than it has bytes')
      if (open.length >= depth) throw new RangeError(`nested deeper than ${depth}`)
      open.push({ map: kind === 'map', left })
    } else {
      if (kind === 'text' && size > text) throw new RangeError(`a text of more than ${text} bytes`)
      at += size
      if (at > view.byteLength) throw new RangeError('cut short')
    }
    while (open.at(-1)?.left === 0) open.pop()
  } while (open.length > 0)
  if (at < view.byteLength) throw new RangeError('goes on after its end')
}

/** @throws RangeError from the view where the head itself is cut short */
function headAt(view: DataView, at: number): Head {
  const head = view.getUint8(at)
  if (head < 0x80 || head >= 0xe0) return { kind: 'fixed', size: 0, next: at + 1 }
  if (head < 0x90) return { kind: 'map', size: head & 0x0f, next: at + 1 }
  if (head < 0xa0) return { kind: 'array', size: head & 0x0f, next: at + 1 }
  if (head < 0xc0) return { kind: 'text', size: head & 0x1f, next: at + 1 }
  const size = fixed.get(head)
  if (size !== undefined) return { kind: 'fixed', size, next: at + 1 }
  const found = told.get(head)
  if (!found) throw new RangeError('a kind of value that no request has')
  const length =
    found.length === 1 ? view.getUint8(at + 1) : found.length === 2 ? view.getUint16(at + 1) : view.getUint32(at + 1)
  return { kind: found.kind, size: length, next: at + 1 + found.length }
}
