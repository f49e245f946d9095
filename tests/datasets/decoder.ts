/** The built decoder's process, as a studio starts it. */
import { afterAll } from 'vitest'
import type { PictureDecoder } from '../../src/main/datasets'
import { Decoder, type Patience } from '../../src/main/studio/decoder/decoder'
import { startDecoder } from '../../src/main/studio/decoder/process'
import { forkProcess } from '../../src/main/studio/processes/fork'

export const openDecoder = (patience?: Patience): Decoder => new Decoder(() => startDecoder(forkProcess), patience)

/** One for all tests of a file, ended with them. */
export const decoder = openDecoder()
afterAll(() => {
  decoder.close()
})

/** That decoder, knowing what was asked of it: names of files. */
export function counting(): PictureDecoder & { files: string[] } {
  const files: string[] = []
  return {
    files,
    decode: (picture, framing, options) => {
      if ('file' in picture) files.push(picture.file.split('/').at(-1) ?? '')
      return decoder.decode(picture, framing, options)
    },
    pixels: (...args) => decoder.pixels(...args),
    whole: (...args) => decoder.whole(...args),
    warm: () => decoder.warm()
  }
}
