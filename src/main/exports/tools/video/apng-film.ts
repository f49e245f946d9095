/** A film as an animated PNG: every pixel exact. */
import { ApngWriter } from '../apng-writer'
import { even } from './even'
import type { FilmFile } from '../exported-film'
import type { Film } from '../film'
import { pacer } from '../pace'
import { paint } from '../paint'

/** @param forVideo its sides are even @throws StudioError what the film throws */
export async function makeApng(film: Film, forVideo = false): Promise<FilmFile> {
  const writer = new ApngWriter(film.count)
  const milliseconds = pacer(1000)
  for await (const frame of film.frames) {
    const painted = await paint(frame, film)
    const { rgb, width, height } = forVideo ? even(painted) : painted
    await writer.frame(rgb, width, height, milliseconds(frame.seconds))
  }
  return { bytes: writer.finish(), frames: film.count, width: writer.width, height: writer.height }
}
