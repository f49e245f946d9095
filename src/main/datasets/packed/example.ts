/** One example of a dataset, as a packed file has it: the pixels of its pictures, one after another. */
import type { Pairing } from '../../../shared/domain'
import type { Decoded, PictureDecoder } from '../decoder/protocol'
import type { Flaw, Source } from '../source'

/** The file of a picture or of a pair's input, and of its target where that has one of its own. */
export interface Entry {
  path: string
  partner: string | null
}

/** A file that could not be read, and why, as a sentence. */
export interface Broken {
  path: string
  reason: string
  flaw: Flaw
}

/** Where pictures are paired, sizes and hash are the input's; a pair is grey where both pictures are. */
export type Example = { decoded: Decoded } | { broken: Broken[] }

/** Where examples come from, and what decodes them. */
export interface Examples {
  source: Source
  pairing: Pairing | null
  decoder: PictureDecoder
}

/**
 * The pictures of one example, one after another; what is told of it is told of the first, but for the state of its
 * files.
 */
export function joined(pictures: readonly Example[]): Example {
  const broken = pictures.flatMap(each => ('broken' in each ? each.broken : []))
  const decoded = pictures.flatMap(each => ('decoded' in each ? [each.decoded] : []))
  const [first] = decoded
  if (broken.length > 0 || !first) return { broken }
  return {
    decoded: {
      ...first,
      pixels: Buffer.concat(decoded.map(({ pixels }) => pixels)),
      state: decoded.every(({ state }) => state !== null)
        ? [...new Set(decoded.map(({ state }) => state))].join(' ')
        : null,
      grey: decoded.every(({ grey }) => grey)
    }
  }
}
