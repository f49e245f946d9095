/** MP4: a box of its own behind the others (ISO/IEC 14496-12, section 4.2: a box whose type is a UUID). */
import { joinBytes } from '../files/join'
import { ascii, keyword, letters, mostWords, startsWith, viewOf, type Container } from './container'

/** Sixteen bytes that name what the box holds. */
const id = 'Atelier origin 1'
/** Length and type of a box; then the id. */
const head = 8 + id.length

const mp4: Container = {
  mediaType: 'video/mp4',
  fits: bytes => startsWith(bytes, 'ftyp', 4),
  embed: (bytes, words) => {
    if (endOf(bytes) !== bytes.length) return joinBytes([bytes])
    const box = joinBytes([new Uint8Array(4), ascii(`uuid${id}${keyword} ${words}`)])
    viewOf(box).setUint32(0, box.length)
    return joinBytes([bytes, box])
  },
  read: bytes => {
    let found: string | null = null
    endOf(bytes, (at, length) => {
      if (!startsWith(bytes, `uuid${id}${keyword} `, at + 4) || length > mostWords) return
      found = letters(bytes.subarray(at + head + keyword.length + 1, at + length))
    })
    return found
  }
}
export default mp4

/** Behind the last whole box. @param each is told of every box: where it begins, and its length */
function endOf(bytes: Uint8Array, each: (at: number, length: number) => void = () => undefined): number {
  const view = viewOf(bytes)
  let at = 0
  while (at + 8 <= bytes.length) {
    const short = view.getUint32(at)
    // 1: a length of 64 bits follows; 0: up to the file's end.
    const long = short === 1 && at + 16 <= bytes.length ? Number(view.getBigUint64(at + 8)) : short
    const length = short === 0 ? bytes.length - at : long
    if (length < 8 || at + length > bytes.length) break
    each(at, length)
    at += length
  }
  return at
}
