/** WebM: an element that players pass over, behind the others (EBML, RFC 8794, section 11.3.2: Void). */
import { joinBytes } from '../files/join'
import { ascii, keyword, letters, mostWords, startsWith, viewOf, type Container } from './container'

const header = [0x1a, 0x45, 0xdf, 0xa3]
const nothing = 0xec
/** Of the Void element, then eight bytes of length; at the file's end the length of all that once more. */
const head = 9

const webm: Container = {
  mediaType: 'video/webm',
  fits: bytes => header.every((byte, i) => bytes[i] === byte),
  embed: (bytes, words) => {
    if (bytes.length < 32 || !webm.fits(bytes)) return joinBytes([bytes])
    const content = ascii(`${keyword} ${words}`)
    const element = joinBytes([new Uint8Array(head), content, new Uint8Array(4)])
    const view = viewOf(element)
    view.setUint8(0, nothing)
    // The first byte says that seven follow.
    view.setBigUint64(1, BigInt(content.length + 4))
    view.setUint8(1, 1)
    view.setUint32(element.length - 4, element.length)
    return joinBytes([bytes, element])
  },
  read: bytes => {
    if (bytes.length < head + 4) return null
    const length = viewOf(bytes).getUint32(bytes.length - 4)
    const at = bytes.length - length
    if (length < head + 4 || length > mostWords || at < 4 || bytes[at] !== nothing) return null
    if (!startsWith(bytes, `${keyword} `, at + head)) return null
    return letters(bytes.subarray(at + head + keyword.length + 1, bytes.length - 4))
  }
}
export default webm
