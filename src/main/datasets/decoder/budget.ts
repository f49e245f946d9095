/** Bytes shared out among pictures: who wants more than is left waits, in the order of coming. */
export class Budget {
  private left: number
  private readonly waiting: { bytes: number; admit: () => void }[] = []

  constructor(readonly total: number) {
    this.left = total
  }

  /** Resolves once so many bytes are taken; more than there are in all means all of them. @returns how many were */
  async take(wanted: number): Promise<number> {
    const bytes = Math.min(wanted, this.total)
    if (this.waiting.length === 0 && bytes <= this.left) this.left -= bytes
    else
      await new Promise<void>(admit => {
        this.waiting.push({ bytes, admit })
      })
    return bytes
  }

  /**
   * Takes more only where it can be had at once: whoever holds some and waits for more may wait for somebody who does
   * the same.
   */
  takeNow(bytes: number): boolean {
    if (bytes > this.left) return false
    this.left -= bytes
    return true
  }

  give(bytes: number): void {
    this.left += bytes
    for (let first = this.waiting[0]; first !== undefined && first.bytes <= this.left; first = this.waiting[0]) {
      this.waiting.shift()
      this.left -= first.bytes
      first.admit()
    }
  }
}
