/** Brings a picture from where it lies into memory. Runs in the decoder's process. */
import type { Stats } from 'node:fs'
import { StudioError } from '../../../shared/errors'
import { codeOf, whyOf } from '../../lib/failures'
import { systemPath } from '../../lib/file-names'
import { readRegular, readRegularHere, UnsuitableFile } from '../../lib/regular-file'
import { NotNow, readPixels, type Loaded } from '../pictures/decode'
import { UnreadablePicture, type Picture } from '../source'
import { readStored } from './pages'
import { stateOf } from './state'
import { damagedFile } from '../starters/damaged'

/** Larger files are no pictures that anybody trains on, and would not fit the memory beside others. */
export const largestFile = 1e9
/** A sheet of tiles is one of Atelier's own, and stays in memory while its tiles are asked for. */
const largestSheet = 64 * 2 ** 20

/**
 * @param needs told a large file's size before it is read
 * @throws UnreadablePicture; StudioError not-readable for a damaged store; what `needs` throws
 */
export async function load(picture: Picture, needs: (bytes: number) => void): Promise<Loaded> {
  if ('bytes' in picture) return { bytes: asBuffer(picture.bytes) }
  if ('file' in picture) return readPicture(picture.file, needs)
  if ('sheet' in picture) return cutTile(picture)
  const { store, offset, length, shape } = picture
  const bytes = await readStored(store, offset, length)
  if (!shape) return { bytes }
  if (length !== shape.width * shape.height * shape.channels) throw damagedFile(store)
  return { pixels: bytes, ...shape }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

async function readPicture(file: string, needs: (bytes: number) => void): Promise<Loaded> {
  let state: string | null = null
  try {
    const opened = (facts: Stats): void => {
      state = stateOf(facts)
    }
    const bytes = await readRegularHere(systemPath(file), { most: largestFile, admit: needs, opened })
    return { bytes, state }
  } catch (error) {
    if (error instanceof NotNow || error instanceof UnreadablePicture) throw error
    throw new UnreadablePicture(reasonFor(error), { cause: error })
  }
}

function reasonFor(error: unknown): string {
  if (error instanceof UnsuitableFile) return error.message
  const code = codeOf(error)
  if (code === 'ENOENT') return 'The file is not there any more, or is a link to nothing.'
  if (code === 'EACCES' || code === 'EPERM') return 'You have no permission to read the file.'
  return `The file could not be read: ${whyOf(error)}.`
}

type Tile = Extract<Picture, { sheet: string }>

/** The sheet that tiles were cut from last. */
let last: {
  file: string
  pixels: Promise<{ pixels: Uint8Array; width: number; height: number; channels: number }>
} | null = null

async function cutTile({ sheet, left, top, shape: { width, height, channels } }: Tile): Promise<Loaded> {
  if (last?.file !== sheet) last = { file: sheet, pixels: readSheet(sheet) }
  const all = await last.pixels.catch(error => {
    last = null
    throw error
  })
  if (all.channels !== channels || left + width > all.width || top + height > all.height)
    throw new StudioError(
      'not-readable',
      `The pictures in “${sheet}” are not those that are described beside it. Install Atelier again.`
    )
  const pixels = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * all.width + left) * channels
    pixels.set(all.pixels.subarray(start, start + width * channels), y * width * channels)
  }
  return { pixels, width, height, channels }
}

async function readSheet(file: string): ReturnType<typeof readPixels> {
  try {
    return await readPixels(await readRegular(file, { most: largestSheet }), null)
  } catch (error) {
    throw new StudioError(
      'not-readable',
      `The pictures in “${file}” cannot be ` +
        `read. ${error instanceof UnreadablePicture ? error.message : reasonFor(error)}`,
      { cause: error }
    )
  }
}
