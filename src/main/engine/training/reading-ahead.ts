/**
 * Reading what is needed soon before it is: threads of Node's pool read it while a step runs, and throw it away. What
 * counts is that the system has it in memory then, so that the reading itself waits for no disk. A dataset that memory
 * holds anyway is not read twice: only where reading was once slow is anything read ahead.
 */
import { read } from 'node:fs'

/** Reading a row takes a few microseconds from memory, and ten times as much and more from a disk. Milliseconds. */
const slow = 0.05
/** For so many steps after one that was slow; then one without shows whether it is still needed. */
const spell = 2000
/** What has been read is heard of between reports alone; a disk that does not keep up gets no more to do. */
const most = 8192

export class ReadingAhead {
  private readonly scratch: Uint8Array
  private underWay = 0
  private left = 0
  private whenDone: (() => void) | null = null

  /** @param width bytes of a row */
  constructor(
    private readonly file: number,
    private readonly width: number
  ) {
    this.scratch = new Uint8Array(width)
  }

  /** So many rows were read in so many milliseconds. */
  took(milliseconds: number, rows: number): void {
    if (this.left > 0) this.left--
    else if (milliseconds > slow * rows) this.left = spell
  }

  /** These rows are wanted next. */
  want(indices: Int32Array): void {
    if (this.left === 0 || this.underWay + indices.length > most) return
    for (const index of indices) {
      this.underWay++
      read(this.file, this.scratch, 0, this.width, index * this.width, () => {
        this.underWay--
        if (this.underWay === 0) this.whenDone?.()
      })
    }
  }

  /** Calls back once nothing reads from the file any more. */
  end(done: () => void): void {
    if (this.underWay === 0) done()
    else this.whenDone = done
  }
}
