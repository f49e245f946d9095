/**
 * Names of files as text, whatever bytes they are. Linux takes any bytes for a name; old archives and disks have them
 * in other encodings than UTF-8, and Node's own text for them leads to no file. A byte that is no UTF-8 stands here as
 * a letter of Unicode's private area, which can be stored, compared and shown like any other, and leads back to the
 * byte.
 */
import { statSync } from 'node:fs'

/** Byte 0x80 is U+F780, byte 0xFF is U+F7FF. */
const first = 0xf700
const stands = /[\uf780-\uf7ff]/
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @param name as the system has it */
export function nameFrom(name: Buffer): string {
  const whole = decoded(name)
  if (whole !== null) return whole
  let text = ''
  for (let at = 0; at < name.length;) {
    const byte = name[at] ?? 0
    const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    const letter = decoded(name.subarray(at, at + length))
    text += letter ?? String.fromCharCode(first + byte)
    at += letter === null ? 1 : length
  }
  return text
}

function decoded(bytes: Buffer): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}

/** What to open: the path itself, or its bytes, where letters stand for them and no file is named by the letters. */
export function systemPath(path: string): string | Buffer {
  if (!stands.test(path) || statSync(path, { throwIfNoEntry: false })) return path
  return Buffer.concat(
    [...path].map(letter => (stands.test(letter) ? Buffer.of(letter.charCodeAt(0) - first) : Buffer.from(letter)))
  )
}
