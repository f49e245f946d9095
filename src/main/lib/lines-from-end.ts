/** The lines of a file that may be of any size, the last one first; no more of it is read than is asked for. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { checkRegularSync } from './regular-file'

const [pieceBytes, newline] = [2 ** 20, 10]

/** What stands after the last line's end counts as a line, too. @throws UnsuitableFile; the system's error */
export function* linesFromEnd(path: string): Generator<string> {
  checkRegularSync(path)
  const file = openSync(path, 'r')
  try {
    // Of the line whose beginning is not read yet, in order.
    let rest: Buffer[] = []
    for (let end = fstatSync(file).size; end > 0;) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, end))
      readSync(file, piece, 0, piece.length, end - piece.length)
      end -= piece.length
      let to = piece.length
      for (let at = piece.lastIndexOf(newline); at >= 0; at = at === 0 ? -1 : piece.lastIndexOf(newline, at - 1)) {
        yield Buffer.concat([piece.subarray(at + 1, to), ...rest]).toString()
        rest = []
        to = at
      }
      rest.unshift(piece.subarray(0, to))
    }
    yield Buffer.concat(rest).toString()
  } finally {
    closeSync(file)
  }
}
