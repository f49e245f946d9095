/** What a file of this folder declares: a kind of picture file that can carry words. For window and studio alike. */

export interface Container {
  mediaType: string
  /** These are such a file's bytes. */
  fits: (bytes: Uint8Array) => boolean
  /**
   * The same picture with these words in it, of letters that ASCII has; as it is where it is no whole file.
   */
  embed: (bytes: Uint8Array, words: string) => Uint8Array<ArrayBuffer>
  /** Words that `embed` left there; null where there are none, whatever else the file is. */
  read: (bytes: Uint8Array) => string | null
}

/** What the words are filed under. */
export const keyword = 'Atelier'
/** Longer ones are nobody's. */
export const mostWords = 2 ** 20

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, letter => letter.charCodeAt(0) & 0x7f)

/** Bytes as letters, one each. */
export function letters(bytes: Uint8Array): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192))
  return text
}

export const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  bytes.length >= at + text.length && letters(bytes.subarray(at, at + text.length)) === text

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)
