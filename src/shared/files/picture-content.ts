/** What a file is by its first bytes, whatever it is called. The studio and the window look the same way. */

/** So many bytes at a file's start are enough. */
export const headBytes = 64

/** A picture that is read; one that is not, with the reason as a sentence; or nothing of the kind. */
export type Content = 'picture' | { reason: string } | null

const read =
  /^(\u00ff\u00d8\u00ff|\u0089PNG\r\n|RIFF....WEBP|GIF8[79]a|II\*\0|MM\0\*|II\+\0|MM\0\+|....ftyp(avi[fs]|hei[cxms]|hev[cx]|mif1|msf1))/s
/** A bitmap's two letters are the beginning of many a text: four bytes of nothing and a known header come after. */
const bitmap = /^BM....\0\0\0\0....[\u000c\u0028\u0034\u0038\u0040\u006c\u007c]\0\0\0/s

/** Pictures of kinds that are not read. Text is none of them unless its name says so too. */
const refused: { test: RegExp; named?: RegExp; reason: string }[] = [
  {
    test: /^(\0\0\0\u000cJXL |\u00ff\n)/,
    reason: 'It is a JPEG XL picture, which is not read. Save it as JPEG or PNG.'
  },
  {
    test: /^(\0\0\0\u000cjP {2}|\u00ffO\u00ffQ)/,
    reason: 'It is a JPEG 2000 picture, which is not read. Save it as JPEG or PNG.'
  },
  { test: /^8BPS/, reason: 'It is a Photoshop document. Save it as PNG or JPEG.' },
  {
    test: /^\s*(<\?xml|<svg|<!)/i,
    named: /\.svg$/i,
    reason: 'It is an SVG drawing, which has no pixels of its own. Save it as PNG.'
  },
  { test: /^....ftypcrx /s, reason: 'It is a camera’s raw picture, which is not read. Save it as JPEG or TIFF.' },
  { test: /^PK\u0003\u0004/, named: /\.zip$/i, reason: 'It is a ZIP archive. Unpack it beside the pictures.' }
]
/** They begin as TIFF does, and hold a small preview that would be taken for the picture. */
const raw = /\.(3fr|arw|cr2|dcr|dng|erf|kdc|mef|mos|mrw|nef|nrw|orf|pef|raf|rw2|sr2|srf|srw|x3f)$/i

/** @param head the first `headBytes` of it, or all there are @param name with its ending */
export function contentOf(head: Uint8Array, name: string): Content {
  const start = String.fromCharCode(...head.subarray(0, headBytes))
  if (raw.test(name)) return { reason: 'It is a camera’s raw picture, which is not read. Save it as JPEG or TIFF.' }
  if (read.test(start) || bitmap.test(start)) return 'picture'
  const found = refused.find(({ test, named }) => test.test(start) && (named?.test(name) ?? true))
  return found ? { reason: found.reason } : null
}

/** Names that pictures have: such a file is one, whatever lies in it, and is read or named with the reason. */
export const pictureEndings = /\.(jpe?g|jpe|jfif|png|webp|gif|bmp|tiff?|avif|hei[cf]|hif)$/i

/** What operating systems, archives and network disks leave behind; anything beginning with a dot is skipped too. */
const junk = new Set([
  '__macosx',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '$recycle.bin',
  'system volume information',
  'lost+found',
  '@eadir'
])

/** Whether a file or folder of that name is passed over, with all that is in it. */
export const isHidden = (name: string): boolean => name.startsWith('.') || junk.has(name.toLowerCase())
