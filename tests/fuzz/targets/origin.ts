import { crc32 } from 'node:zlib'
import { originIn, withOrigin } from '../../../src/shared/origin'
import { digest, type FuzzTarget } from '../support/target'

/** By their first letters, the kinds that carry words. */
const kinds = [
  ['\u0089PNG', 'image/png'],
  ['GIF8', 'image/gif'],
  ['RIFF', 'image/webp']
] as const

export default {
  read: bytes => {
    const found = originIn(bytes)
    const start = bytes.toString('latin1', 0, 4)
    if (bytes.toString('latin1', 4, 8) === 'ftyp') withOrigin('video/mp4', Uint8Array.from(bytes), { again: true })
    const kind = kinds.find(([first]) => start.startsWith(first))
    // Whatever a file is, it can be given words, and is otherwise as it was.
    const given = kind && withOrigin(kind[1], Uint8Array.from(bytes), { again: true })
    if (given && given.length < bytes.length) throw new Error(`${bytes.length - given.length} bytes were lost.`)
    return found === undefined ? null : digest(JSON.stringify(found))
  },
  mend: bytes => {
    // PNG checks each chunk.
    if (!bytes.toString('latin1', 0, 4).startsWith('\u0089PNG')) return bytes
    for (let at = 8; at + 12 <= bytes.length;) {
      const length = bytes.readUInt32BE(at)
      if (at + 12 + length > bytes.length) break
      bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, at + 8 + length)), at + 8 + length)
      at += 12 + length
    }
    return bytes
  }
} satisfies FuzzTarget as FuzzTarget
