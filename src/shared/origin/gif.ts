/** GIF: a comment extension before the trailer (GIF89a, section 24). */
import { joinBytes } from '../files/join'
import { ascii, keyword, letters, mostWords, startsWith, type Container } from './container'

const [extension, comment, image, trailer] = [0x21, 0xfe, 0x2c, 0x3b]
/** Bytes in one sub-block. */
const most = 255

const gif: Container = {
  mediaType: 'image/gif',
  fits: bytes => startsWith(bytes, 'GIF89a') || startsWith(bytes, 'GIF87a'),
  embed: (bytes, words) => {
    if (bytes.at(-1) !== trailer) return joinBytes([bytes])
    const text = ascii(`${keyword} ${words}`)
    const blocks = Array.from({ length: Math.ceil(text.length / most) }, (_, i) =>
      text.subarray(i * most, (i + 1) * most)
    )
    const pieces = blocks.flatMap(block => [Uint8Array.of(block.length), block])
    return joinBytes([bytes.subarray(0, -1), Uint8Array.of(extension, comment), ...pieces, Uint8Array.of(0, trailer)])
  },
  read: bytes => {
    const at = (place: number): number => bytes[place] ?? trailer
    let place = 13 + table(at(10))
    while (place < bytes.length) {
      const kind = at(place)
      if (kind === trailer) return null
      if (kind !== extension && kind !== image) return null
      const start = kind === image ? place + 11 + table(at(place + 9)) : place + 2
      const end = endOf(bytes, start)
      if (end === null) return null
      const text = kind === extension && at(place + 1) === comment ? textOf(bytes, start, end) : null
      if (text?.startsWith(`${keyword} `)) return text.slice(keyword.length + 1)
      place = end
    }
    return null
  }
}
export default gif

/** Bytes of a colour table, by the flags that say whether there is one. */
const table = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

/** Behind the last of some sub-blocks; null where the file ends before. */
function endOf(bytes: Uint8Array, start: number): number | null {
  for (let place = start; place < bytes.length;) {
    const length = bytes[place] ?? 0
    if (length === 0) return place + 1
    place += 1 + length
  }
  return null
}

function textOf(bytes: Uint8Array, start: number, end: number): string | null {
  if (end - start > mostWords) return null
  let text = ''
  for (let place = start; place < end - 1;) {
    const length = bytes[place] ?? 0
    text += letters(bytes.subarray(place + 1, place + 1 + length))
    place += 1 + length
  }
  return text
}
