/** Reads TensorBoard's event files by their description, bit by bit: nothing of it is shared with what writes them. */
export interface Read {
  time: number
  step: number
  version: string
  values: {
    tag: string
    value: number | null
    picture: { width: number; height: number; channels: number; png: Uint8Array } | null
  }[]
}

type Fields = Map<number, (number | Uint8Array)[]>

/** Castagnoli's checksum, without a table. */
function checksum(data: Uint8Array): number {
  let sum = ~0
  for (const byte of data) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (0x82f63b78 & -(sum & 1))
  }
  const whole = ~sum >>> 0
  return (((whole >>> 15) | (whole << 17)) + 0xa282ead8) >>> 0
}

/** @returns what each field holds: numbers, or bytes */
export function fields(data: Uint8Array): Fields {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const found: Fields = new Map()
  let at = 0
  const whole = (): number => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = data[at++] ?? 0
      value += (byte & 127) * shift
      if (byte < 128) return value
    }
  }
  const take = (length: number): number => (at += length) - length
  while (at < data.length) {
    const key = whole()
    const kind = key % 8
    const value =
      kind === 0
        ? whole()
        : kind === 1
          ? view.getFloat64(take(8), true)
          : kind === 5
            ? view.getFloat32(take(4), true)
            : kind === 2
              ? ((length: number) => data.subarray(take(length), at))(whole())
              : undefined
    if (value === undefined || at > data.length) throw new Error(`Kind ${kind} at byte ${at} is none of these files.`)
    found.set((key - kind) / 8, [...(found.get((key - kind) / 8) ?? []), value])
  }
  return found
}

const number = (of: Fields, field: number): number => Number(of.get(field)?.[0] ?? 0)
export const inner = (of: Fields, field: number): Uint8Array[] =>
  (of.get(field) ?? []).filter(value => value instanceof Uint8Array)
export const word = (of: Fields, field: number): string => new TextDecoder().decode(inner(of, field)[0])

/** @throws Error where a checksum is another, or the file does not end with a record */
export function readEvents(file: Uint8Array): Read[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const events: Read[] = []
  for (let at = 0; at < file.length;) {
    const length = Number(view.getBigUint64(at, true))
    const data = file.subarray(at + 12, at + 12 + length)
    if (view.getUint32(at + 8, true) !== checksum(file.subarray(at, at + 8))) throw new Error('A length is damaged.')
    if (view.getUint32(at + 12 + length, true) !== checksum(data)) throw new Error('A record is damaged.')
    at += length + 16
    const event = fields(data)
    const values = inner(event, 5).flatMap(summary =>
      inner(fields(summary), 1).map(bytes => {
        const value = fields(bytes)
        const [image] = inner(value, 4).map(fields)
        return {
          tag: word(value, 1),
          value: value.has(2) ? number(value, 2) : null,
          picture: image
            ? {
                height: number(image, 1),
                width: number(image, 2),
                channels: number(image, 3),
                png: inner(image, 4)[0] ?? new Uint8Array()
              }
            : null
        }
      })
    )
    events.push({ time: number(event, 1), step: number(event, 2), version: word(event, 3), values })
  }
  return events
}
