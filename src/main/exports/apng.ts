/** Training as an animated PNG: every pixel exact. A program that knows no animation shows the first frame. */
import type { Format } from './format'
import { ApngWriter } from './tools/apng-writer'
import { filmOf, type Film } from './tools/film'
import { filmOptions } from './tools/film-options'
import { filmWords } from './tools/film-words'
import { paint } from './tools/paint'

const format: Format = {
  id: 'apng',
  title: 'Export APNG',
  label: 'Animated PNG',
  summary: 'As the GIF, with every pixel exact.',
  extension: 'png',
  mediaType: 'image/png',
  previews: true,
  group: 'animation',
  needs: 'sampled',
  options: filmOptions,
  write: async (source, chosen, work) => {
    const { png, ...facts } = await makeApng(filmOf(source, chosen, work))
    return { bytes: png, mark: '', words: filmWords(facts, chosen), facts: { ...facts, scale: chosen.number('scale') } }
  }
}
export default format

/** @throws StudioError what the film throws */
export async function makeApng(
  film: Film
): Promise<{ png: Uint8Array<ArrayBuffer>; frames: number; width: number; height: number }> {
  const writer = new ApngWriter(film.count)
  let until = 0
  for await (const frame of film.frames) {
    const { rgb, width, height } = await paint(frame, film)
    const delay = Math.round((until + frame.seconds) * 1000) - Math.round(until * 1000)
    until += frame.seconds
    await writer.frame(rgb, width, height, delay)
  }
  return { png: writer.finish(), frames: film.count, width: writer.width, height: writer.height }
}
