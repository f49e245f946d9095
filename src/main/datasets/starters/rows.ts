/**
 * Rows of bytes out of JSON, `[[0,12,255], …]` at any depth, as it streams by: 155 MB of numbers never lie in memory.
 */

const zero = 0x30,
  nine = 0x39,
  comma = 0x2c,
  opening = 0x5b,
  closing = 0x5d,
  quote = 0x22,
  backslash = 0x5c
/** Values in a row: 1024 × 1024 pixels in colour. */
const longest = 3 * 2 ** 20

/**
 * Every innermost list of whole numbers 0…255; a list may be empty. The bytes are valid until the next row.
 * @throws for other numbers
 */
export async function* readRows(body: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const row = new Row()
  let depth = 0
  let innermost = false
  /** Within a name, and behind a backslash in it. */
  let quoted = false,
    escaped = false
  for await (const chunk of body) {
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0
      if (quoted) {
        quoted = escaped || byte !== quote
        escaped = !escaped && byte === backslash
      } else if (byte >= zero && byte <= nine) {
        if (!innermost) throw noValue()
        row.digit(byte - zero)
      } else if (byte === opening) {
        if (innermost && row.begun) throw noValue()
        depth++
        innermost = true
        row.clear()
      } else if (byte === closing) {
        if (innermost) yield row.end()
        innermost = false
        if (--depth < 0) throw new Error('The file is cut short at its beginning.')
      } else if (!innermost) quoted = byte === quote
      else if (byte === comma) row.comma()
      else if (byte <= 0x20) row.space()
      else throw noValue()
    }
  }
  if (depth !== 0 || quoted) throw new Error('The file is cut short.')
}

const noValue = (): Error => new Error('A value is not a whole number from 0 to 255.')

/** Numbers as their digits come. */
class Row {
  private values = new Uint8Array(1024)
  private length = 0
  /** −1: no digit yet. */
  private number = -1
  private ended = false

  get begun(): boolean {
    return this.length > 0 || this.number >= 0
  }

  clear(): void {
    this.length = 0
    this.number = -1
    this.ended = false
  }

  digit(value: number): void {
    this.number = 10 * Math.max(0, this.number) + value
    if (this.ended || this.number > 255) throw noValue()
  }

  space(): void {
    this.ended = this.number >= 0
  }

  comma(): void {
    if (this.number < 0) throw noValue()
    if (this.length === longest) throw new Error(`A row has more than ${longest} values.`)
    if (this.length === this.values.length) {
      const larger = new Uint8Array(2 * this.length)
      larger.set(this.values)
      this.values = larger
    }
    this.values[this.length++] = this.number
    this.number = -1
    this.ended = false
  }

  end(): Uint8Array {
    if (this.begun) this.comma()
    return this.values.subarray(0, this.length)
  }
}
