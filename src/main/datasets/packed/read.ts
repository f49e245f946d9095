/** Decodes examples. */
import type { Framing } from '../../../shared/domain'
import type { Decoded } from '../decoder/protocol'
import { kindOfPairing } from '../kinds'
import { UnreadablePicture } from '../source'
import type { Entry, Example, Examples } from './example'

/** Decodes an entry of a source. @throws what is wrong with more than its files; StudioError cancelled */
export const readExample = (
  { source, pairing, decoder }: Examples,
  entry: Entry,
  framing: Framing,
  signal?: AbortSignal
): Promise<Example> =>
  kindOfPairing(pairing).read(
    (file, half) => attempt(file, async () => decoder.decode(await source.locate(file), framing, { half, signal })),
    entry,
    pairing
  )

async function attempt(path: string, decode: () => Promise<Decoded>): Promise<Example> {
  try {
    return { decoded: await decode() }
  } catch (error) {
    if (error instanceof UnreadablePicture) return { broken: [{ path, reason: error.message, flaw: error.flaw }] }
    throw error
  }
}
