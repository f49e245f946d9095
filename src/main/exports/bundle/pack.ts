/** Puts a run and what goes along with it into one file. */
import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { joinBytes } from '../../../shared/files/join'
import { checkCancelled } from '../../lib/cancel'
import type { WorkOptions } from '../../lib/progress'
import { openNamed, readAt, sizeWords } from '../../lib/regular-file'
import type { ExportSource, PortableAsked } from '../format'
import { form, manifestName, mostBytes, rowsName, type Manifest } from './manifest'
import { storedZip, type StoredFile } from './stored-zip'

/** Of a bundle that is made in memory. */
const mostInMemory = 1e9
/** Read at once. */
const pieceBytes = 2 ** 20

export interface Packed {
  /** Files in it, and bytes of all of them. */
  files: number
  bytes: number
  /** Of the archive, from first to last; files are read as they are asked for. */
  pieces: () => AsyncIterable<Uint8Array>
}

type PackAsked = PortableAsked & { work: WorkOptions }

/** In memory. @throws StudioError bad-input where it is too much for that; as `packedRun` */
export async function packRun(
  run: Run,
  portable: ExportSource['portable'],
  asked: PackAsked
): Promise<{ bytes: Uint8Array<ArrayBuffer>; files: number }> {
  const { files, bytes, pieces } = await packedRun(run, portable, asked)
  if (bytes > mostInMemory) throw tooLarge(run.name, bytes, asked)
  const all: Uint8Array[] = []
  for await (const piece of pieces()) all.push(piece)
  return { bytes: joinBytes(all), files }
}

/**
 * However large: its files are read twice, since what they hash to stands in the archive before them.
 * @throws StudioError not-readable for a file that cannot be read, or that changes meanwhile; what `portable` throws
 */
export async function packedRun(
  run: Run,
  portable: ExportSource['portable'],
  { checkpoints, pictures, work: { signal, progress } }: PackAsked
): Promise<Packed> {
  const { rows, learntFrom, files } = await portable({ checkpoints, pictures })
  const stored: StoredFile[] = []
  const listed: Manifest['files'] = []
  for (const [done, { name, path }] of files.entries()) {
    progress?.({ label: 'Packing the run', done, total: files.length })
    const { sha256, ...facts } = await factsOf(piecesOf(path, signal))
    stored.push({ path: name, ...facts, pieces: () => unchanged(path, facts, signal) })
    listed.push({ path: name, bytes: facts.bytes, sha256 })
  }
  const words = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
  const told = await inMemory(rowsName, words(rows.tables))
  stored.push(told.file)
  listed.push({ path: rowsName, bytes: told.file.bytes, sha256: told.sha256 })
  const manifest: Manifest = {
    atelier: 'run',
    form,
    schema: rows.schema,
    run: run.id,
    name: run.name,
    learntFrom,
    files: listed
  }
  const head = await inMemory(manifestName, words(manifest))
  return {
    files: listed.length,
    bytes: listed.reduce((sum, { bytes }) => sum + bytes, 0),
    pieces: () => storedZip([head.file, ...stored])
  }
}

interface Facts {
  bytes: number
  crc32: number
}

async function factsOf(pieces: AsyncIterable<Uint8Array>): Promise<Facts & { sha256: string }> {
  const hash = createHash('sha256')
  const facts = { bytes: 0, crc32: 0 }
  for await (const piece of pieces) {
    hash.update(piece)
    facts.crc32 = crc32(piece, facts.crc32)
    facts.bytes += piece.length
  }
  return { ...facts, sha256: hash.digest('hex') }
}

async function inMemory(path: string, bytes: Buffer): Promise<{ file: StoredFile; sha256: string }> {
  const { sha256, ...facts } = await factsOf(
    (async function* () {
      yield bytes
    })()
  )
  const packed = deflateRawSync(bytes)
  return { sha256, file: { path, ...facts, deflated: packed.length, pieces: () => [packed] } }
}

/** The bytes of a file, each piece its own. */
async function* piecesOf(path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const handle = await openNamed(path)
  try {
    for (let at = 0; ;) {
      checkCancelled(signal)
      const piece = Buffer.allocUnsafe(pieceBytes)
      const some = await readAt(handle.fd, piece, at)
      if (at + some > mostBytes.each)
        throw new StudioError('bad-input', `“${path}” is larger than ${sizeWords(mostBytes.each)}: no bundle holds it.`)
      if (some > 0) yield piece.subarray(0, some)
      at += some
      if (some < pieceBytes) return
    }
  } finally {
    await handle.close()
  }
}

/** The same once more, as long as it is the same. */
async function* unchanged(path: string, facts: Facts, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const seen = { bytes: 0, crc32: 0 }
  for await (const piece of piecesOf(path, signal)) {
    seen.bytes += piece.length
    seen.crc32 = crc32(piece, seen.crc32)
    if (seen.bytes <= facts.bytes) yield piece
  }
  if (seen.bytes !== facts.bytes || seen.crc32 !== facts.crc32)
    throw new StudioError('not-readable', `“${path}” was changed while it was packed. Export the run once more.`)
}

const tooLarge = (name: string, bytes: number, { checkpoints }: PackAsked): StudioError =>
  new StudioError(
    'bad-input',
    `"${name}" comes to ${sizeWords(bytes)}; up to ${sizeWords(mostInMemory)} are made here. On the command line ` +
      '`atelier export bundle` writes one of any size. ' +
      (checkpoints === 'all'
        ? 'Or take its newest checkpoint alone, which is enough to go on.'
        : 'Or leave out its pictures, and import them where it is to go on.')
  )
