/** Why a picture could not be read, in sentences for people, from its first bytes or from the decoder's words. */
import { contentOf } from '../../../shared/files/picture-content'

const starts: { test: (head: string) => boolean; reason: string }[] = [
  { test: head => /^\s*(<!doctype html|<html)/i.test(head), reason: 'It is a web page saved under a picture’s name.' },
  {
    test: head => /^\s*(<\?xml|<svg)/i.test(head),
    reason: 'It is an SVG drawing, which has no pixels of its own. Save it as PNG.'
  },
  {
    test: head => head.startsWith('version https://git-lfs'),
    reason: 'It is a Git LFS pointer, not the picture itself. Fetch it with “git lfs pull”.'
  },
  { test: head => head.startsWith('%PDF'), reason: 'It is a PDF document. Save its pages as PNG.' },
  { test: head => head.startsWith('PK\u0003\u0004'), reason: 'It is a ZIP archive under a picture’s name. Unpack it.' },
  {
    test: head => /^....ftyp/s.test(head),
    reason: 'It is a video under a picture’s name.'
  }
]

/** Of a file whose end is missing. */
export const cutShort = 'The file is cut short.'

/** A sentence where the first bytes give the file away, else null. */
export function reasonFromContent(bytes: Buffer): string | null {
  const head = bytes.subarray(0, 64).toString('latin1')
  if (bytes.subarray(0, 64).every(byte => byte === 0))
    return 'The file holds only zeros. It was probably not copied to its end.'
  const content = contentOf(bytes, '')
  if (content !== null) return content === 'picture' ? null : content.reason
  return starts.find(start => start.test(head))?.reason ?? null
}

/** Puts the words of the decoding library into a sentence, which has none of them. */
export function reasonFromDecoder(error: unknown, bytes: Uint8Array, largestPicture: number): string {
  const words =
    (error instanceof Error ? error.message : String(error))
      .replace(/^Input buffer has corrupt header:/, '')
      .split('\n')
      .map(line => line.trim())
      .find(line => line !== '') ?? ''
  if (/pixel limit/i.test(words))
    return `The picture is too large; up to ${Math.round(largestPicture / 1e6)} million pixels are read.`
  if (/unsupported image format/i.test(words) && !startsLikePicture(bytes))
    return 'Its content is not a picture in a format that is read (JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC).'
  if (/tiff2vips: samples out of range/.test(words))
    return 'Its numbers have more bits each than are read. Save it with 8 or 16 bits per channel.'
  // Its words are those of whichever picture failed last, of several side by side: a JPEG’s end is seen by itself.
  if (isJpeg(bytes) ? !hasEnd(bytes) : words.startsWith('VipsJpeg')) return isJpeg(bytes) ? cutShort : damaged
  if (/premature end|unexpected end|truncat|bad seek/i.test(words)) return cutShort
  return damaged
}

const damaged = 'The file is damaged or cut short.'
const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8
/** The marker that every JPEG ends with, after the last that pixels begin with: a thumbnail in it has both, too. */
function hasEnd(bytes: Uint8Array): boolean {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return all.lastIndexOf('ffd9', undefined, 'hex') > all.lastIndexOf('ffda', undefined, 'hex')
}

const startsLikePicture = (bytes: Uint8Array): boolean => contentOf(bytes, '') === 'picture'
