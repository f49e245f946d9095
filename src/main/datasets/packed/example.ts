/**
 * One example of a dataset, as a packed file has it: a picture's pixels, or those of a pair's input and then of its
 * target.
 */
import type { Framing, Pairing } from '../../../shared/domain'
import type { Decoded, Half, PictureDecoder } from '../decoder/protocol'
import { UnreadablePicture, type Source } from '../source'

/** The file of a picture or of a pair's input, and of its target where that has one of its own. */
export interface Entry {
  path: string
  partner: string | null
}

/** A file that could not be read, and why, as a sentence. */
export interface Broken {
  path: string
  reason: string
}

/** Where pictures are paired, sizes and hash are the input's; a pair is grey where both pictures are. */
export type Example = { decoded: Decoded } | { broken: Broken[] }

/** Where examples come from, and what decodes them. */
export interface Examples {
  source: Source
  pairing: Pairing | null
  decoder: PictureDecoder
}

/** Decodes an entry of a source. @throws what is wrong with more than its files; StudioError cancelled */
export async function readExample(
  { source, pairing, decoder }: Examples,
  { path, partner }: Entry,
  framing: Framing,
  signal?: AbortSignal
): Promise<Example> {
  const of = (file: string, half?: Half) =>
    attempt(file, async () => decoder.decode(await source.locate(file), framing, { half, signal }))
  if (!pairing || pairing.how === 'domains') return of(path)
  if (pairing.how === 'folders') return joined(await Promise.all([of(path), of(partner ?? path)]))
  const input = await of(path, pairing.input)
  return 'broken' in input ? input : joined([input, await of(path, pairing.input === 'left' ? 'right' : 'left')])
}

async function attempt(path: string, decode: () => Promise<Decoded>): Promise<Example> {
  try {
    return { decoded: await decode() }
  } catch (error) {
    if (error instanceof UnreadablePicture) return { broken: [{ path, reason: error.message }] }
    throw error
  }
}

function joined([input, target]: readonly [Example, Example]): Example {
  if ('broken' in input || 'broken' in target)
    return { broken: [input, target].flatMap(each => ('broken' in each ? each.broken : [])) }
  const pixels = new Uint8Array(input.decoded.pixels.length + target.decoded.pixels.length)
  pixels.set(input.decoded.pixels)
  pixels.set(target.decoded.pixels, input.decoded.pixels.length)
  return { decoded: { ...input.decoded, pixels, grey: input.decoded.grey && target.decoded.grey } }
}
