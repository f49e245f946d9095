/**
 * Whether a safetensors file holds finite numbers only, read piece by piece as it streams by. What is no safetensors
 * file counts as finite: whether it can be loaded is another question.
 */
export class FiniteScan {
  finite = true
  /** Bytes before the numbers: 8, and the header, which is padded so that numbers start on a multiple of 8. */
  private start: number | null = null
  private head = Buffer.alloc(0)
  private rest = Buffer.alloc(0)

  add(piece: Buffer): void {
    let bytes = piece
    if (this.start === null) {
      this.head = Buffer.concat([this.head, piece])
      if (this.head.length < 8) return
      this.start = 8 + Number(this.head.readBigUInt64LE())
    }
    if (this.head.length > 0 || this.start > 0) {
      const all = this.head.length > 0 ? this.head : piece
      this.head = Buffer.alloc(0)
      if (all.length < this.start) {
        this.start -= all.length
        return
      }
      bytes = all.subarray(this.start)
      this.start = 0
    }
    if (this.rest.length > 0) bytes = Buffer.concat([this.rest, bytes])
    const whole = bytes.length - (bytes.length % 4)
    // A float32 is infinite or not a number when all 8 bits of its exponent are set; little endian.
    for (let i = 3; i < whole; i += 4)
      if (((bytes[i] ?? 0) & 0x7f) === 0x7f && (bytes[i - 1] ?? 0) >= 0x80) this.finite = false
    this.rest = Buffer.from(bytes.subarray(whole))
  }
}
