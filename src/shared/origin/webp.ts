/** WebP: an XMP packet in a chunk of its own (WebP container specification, extended file format). */
import { joinBytes } from '../files/join'
import { ascii, letters, mostWords, startsWith, viewOf, type Container } from './container'

/** Of the bits of an extended header: there is an XMP packet. */
const hasXmp = 0x04
/** Of the RIFF header. */
const head = 12

const webp: Container = {
  mediaType: 'image/webp',
  fits: bytes => startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8),
  embed: (bytes, words) => {
    const extended = startsWith(bytes, 'VP8X', head) ? bytes.subarray(head) : extending(bytes)
    if (!extended) return joinBytes([bytes])
    const whole = joinBytes([bytes.subarray(0, head), extended, chunk('XMP ', ascii(packet(words)))])
    whole[head + 8] = (whole[head + 8] ?? 0) | hasXmp
    viewOf(whole).setUint32(4, whole.length - 8, true)
    return whole
  },
  read: bytes => {
    const view = viewOf(bytes)
    for (let at = head; at + 8 <= bytes.length;) {
      const length = view.getUint32(at + 4, true)
      if (startsWith(bytes, 'XMP ', at) && length <= mostWords && at + 8 + length <= bytes.length)
        return wordsIn(letters(bytes.subarray(at + 8, at + 8 + length)))
      at += 8 + length + (length % 2)
    }
    return null
  }
}
export default webp

/** Of even length, as chunks are. */
function chunk(kind: string, content: Uint8Array): Uint8Array {
  const whole = joinBytes([ascii(kind), new Uint8Array(4), content, new Uint8Array(content.length % 2)])
  viewOf(whole).setUint32(4, content.length, true)
  return whole
}

/** A plain file's chunks behind the header that an extended one has; null where it is no whole file. */
function extending(bytes: Uint8Array): Uint8Array | null {
  const size = sizeOf(bytes)
  if (!size) return null
  const header = new Uint8Array(10)
  const view = viewOf(header)
  for (const [at, side] of [
    [4, size.width - 1],
    [7, size.height - 1]
  ] as const) {
    view.setUint16(at, side & 0xffff, true)
    view.setUint8(at + 2, side >>> 16)
  }
  return joinBytes([chunk('VP8X', header), bytes.subarray(head)])
}

/** As the first chunk has it: lossy (RFC 6386, section 9.1) or lossless (two times 14 bits behind a signature). */
function sizeOf(bytes: Uint8Array): { width: number; height: number } | null {
  if (bytes.length < head + 18) return null
  const view = viewOf(bytes)
  if (startsWith(bytes, 'VP8 ', head))
    return { width: view.getUint16(head + 14, true) & 0x3fff, height: view.getUint16(head + 16, true) & 0x3fff }
  if (!startsWith(bytes, 'VP8L', head)) return null
  const bits = view.getUint32(head + 9, true)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

const attribute = 'atelier:made'

const packet = (words: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
  `<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:atelier="urn:atelier:origin" ` +
  `xmp:CreatorTool="Atelier" ${attribute}="${escaped(words)}"/></rdf:RDF></x:xmpmeta>`

const entities: readonly (readonly [letter: string, entity: string])[] = [
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;']
]
const escaped = (words: string): string =>
  entities.reduce((text, [letter, entity]) => text.replaceAll(letter, entity), words)

function wordsIn(xmp: string): string | null {
  const from = xmp.indexOf(`${attribute}="`)
  const start = from + attribute.length + 2
  const end = xmp.indexOf('"', start)
  if (from === -1 || end === -1) return null
  return entities
    .toReversed()
    .reduce((text, [letter, entity]) => text.replaceAll(entity, letter), xmp.slice(start, end))
}
