/** PNG, animated or not: a tEXt chunk behind the header (PNG 1.2, section 4.2.3). */
import { joinBytes } from '../files/join'
import { ascii, keyword, letters, mostWords, startsWith, viewOf, type Container } from './container'

const signature = '\u0089PNG\r\n\u001a\n'
/** Of the signature and the header's chunk. */
const head = 33

const png: Container = {
  mediaType: 'image/png',
  fits: bytes => startsWith(bytes, signature),
  embed: (bytes, words) =>
    bytes.length < head
      ? joinBytes([bytes])
      : joinBytes([bytes.subarray(0, head), chunk('tEXt', ascii(`${keyword}\0${words}`)), bytes.subarray(head)]),
  read: bytes => {
    const view = viewOf(bytes)
    for (let at = 8; at + 12 <= bytes.length;) {
      const length = view.getUint32(at)
      if (at + 12 + length > bytes.length) return null
      const start = at + 8 + keyword.length + 1
      if (startsWith(bytes, 'tEXt', at + 4) && startsWith(bytes, `${keyword}\0`, at + 8) && length <= mostWords)
        return letters(bytes.subarray(start, at + 8 + length))
      at += 12 + length
    }
    return null
  }
}
export default png

function chunk(kind: string, content: Uint8Array): Uint8Array {
  const whole = joinBytes([new Uint8Array(4), ascii(kind), content, new Uint8Array(4)])
  const view = viewOf(whole)
  view.setUint32(0, content.length)
  view.setUint32(content.length + 8, crc(whole.subarray(4, content.length + 8)))
  return whole
}

/** CRC-32 (ISO 3309), bit by bit: a few kilobytes at most. */
function crc(bytes: Uint8Array): number {
  let rest = 0xffffffff
  for (const byte of bytes) {
    rest ^= byte
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0)
  }
  return ~rest >>> 0
}
