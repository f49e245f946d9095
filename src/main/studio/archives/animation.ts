/** Animations (GIF, WebP) that are named by themselves become their frames; films do so in the window alone. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StudioError } from '../../../shared/errors'
import { isFilm, mayMove } from '../../../shared/files/collections'
import { UnreadablePicture, type PictureDecoder } from '../../datasets'
import { encodePixels } from '../../drawing/sheet'
import { checkCancelled } from '../../lib/cancel'
import { asStudioError } from '../../lib/failures'
import type { WorkOptions } from '../../lib/progress'

/** Frames that are taken at most, and pixels of their longer side, as in the window. */
const mostFrames = 1000
const longest = 1024

/** How many frames a file has; null where it is none that moves. */
export async function animationAt(decoder: PictureDecoder, file: string): Promise<{ frames: number } | null> {
  if (!mayMove(file) || isFilm(file)) return null
  try {
    const { frames } = await decoder.whole({ file }, { channels: 3, longest: 1 })
    return frames > 1 ? { frames } : null
  } catch (error) {
    // What is damaged is named by the import.
    if (error instanceof UnreadablePicture) return null
    throw error
  }
}

interface Apart {
  file: string
  /** Where its frames go, which is there. */
  folder: string
  frames: number
  /** Of so many frames one; as many as fit where left out. */
  stride: number | undefined
}

/** @throws StudioError not-readable for a frame that is damaged; cancelled, disk-full */
export async function takeApart(
  decoder: PictureDecoder,
  { file, folder, frames, stride = 1 }: Apart,
  { signal, progress }: WorkOptions
): Promise<void> {
  const each = Math.max(stride, Math.ceil(frames / mostFrames))
  const total = Math.ceil(frames / each)
  for (let i = 0; i < total; i++) {
    checkCancelled(signal)
    const frame = i * each
    const picture = await decoder.whole({ file }, { channels: 3, longest, frame }, signal).catch((error: unknown) => {
      if (!(error instanceof UnreadablePicture)) throw error
      throw new StudioError('not-readable', `Frame ${frame + 1} of “${file}” cannot be read. ${error.message}`)
    })
    const target = join(folder, `${String(i).padStart(5, '0')}.png`)
    try {
      await writeFile(target, await encodePixels(picture))
    } catch (error) {
      throw asStudioError(error, { path: target, doing: 'written' })
    }
    progress?.({ label: 'Taking frames', done: i + 1, total })
  }
}
