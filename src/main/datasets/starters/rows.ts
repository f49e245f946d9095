/** Rows of bytes out of JSON, `[[0,12,255], …]` at any depth, as it streams by: 155 MB of numbers never lie in memory. */

const zero = 0x30, nine = 0x39, comma = 0x2c, opening = 0x5b, closing = 0x5d

/** Every innermost list of whole numbers 0…255; a list may be empty. The bytes are valid until the next row. @throws for other numbers */
export async function* readRows(body: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  let row = new Uint8Array(1024)
  let length = 0
  /** −1: no digit yet. */
  let number = -1
  let innermost = false
  const put = (): void => {
    if (number < 0) return
    if (length === row.length) { const larger = new Uint8Array(2 * length); larger.set(row); row = larger }
    row[length++] = number
    number = -1
  }
  for await (const chunk of body) {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0
      if (byte >= zero && byte <= nine) {
        number = 10 * Math.max(0, number) + byte - zero
        if (number > 255 || !innermost) throw new Error('A value is not a whole number from 0 to 255.')
      } else if (byte === comma) put()
      else if (byte === opening) { innermost = true; length = 0; number = -1 }
      else if (byte === closing) {
        put()
        if (innermost) yield row.subarray(0, length)
        innermost = false
      } else if (innermost && byte > 0x20) throw new Error('A value is not a whole number from 0 to 255.')
    }
  }
  if (innermost) throw new Error('The file is cut short.')
}
