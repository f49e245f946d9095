/** Copies tensors from one safetensors file into another, piece by piece: no thread waits for millions of numbers. */
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { StudioError } from '../../shared/errors'
import { asStudioError } from '../lib/failures'
import { makeFolder } from '../lib/folders'
import { privateFolder } from '../lib/private'
import { openRegular } from '../lib/regular-file'
import { makeWhole } from '../lib/whole-file'
import { safetensorsHeader, tensorEntries } from './safetensors'

const pieceSize = 2 ** 20

/**
 * Written under a temporary name, flushed to the disk and renamed.
 * @param names new names, by those in `from`; one tensor may be copied under several
 * @returns sha256 of the new file
 * @throws StudioError not-readable when `from` is missing, cut short or has no such tensor
 */
export async function copyTensors(
  from: string,
  to: string,
  names: ReadonlyMap<string, readonly string[]>,
  metadata: Record<string, string>
): Promise<string> {
  const { entries } = tensorEntries(from)
  const copied = [...names].flatMap(([name, copies]) => {
    const entry = entries.get(name)
    if (!entry)
      throw new StudioError(
        'not-readable',
        `The checkpoint ${from} has no ${name}: it belongs to another model or version.`
      )
    return copies.map(copy => ({ ...entry, name: copy }))
  })
  const hash = createHash('sha256')
  await makeFolder(dirname(to), privateFolder)
  try {
    const source = await openRegular(from)
    try {
      await makeWhole(to, async target => {
        const write = async (bytes: Uint8Array): Promise<void> => {
          hash.update(bytes)
          await target.writeFile(bytes)
        }
        await write(
          safetensorsHeader(
            copied.map(({ name, shape }) => [name, shape]),
            metadata
          )
        )
        const piece = Buffer.alloc(pieceSize)
        for (const { from: first, to: end } of copied) {
          for (let at = first; at < end;) {
            const { bytesRead } = await source.read(piece, 0, Math.min(pieceSize, end - at), at)
            if (bytesRead === 0) throw new Error(`${from} ended early.`)
            await write(piece.subarray(0, bytesRead))
            at += bytesRead
          }
        }
      })
    } finally {
      await source.close()
    }
  } catch (cause) {
    throw asStudioError(cause, { what: 'The weights to begin with', path: to, doing: 'written' })
  }
  return hash.digest('hex')
}
