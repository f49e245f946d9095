/** What a picture's file is, and what the picture looks like in a few bytes: for the report on a dataset. */
import type { Metadata } from 'sharp'
import type { ImageShape } from '../../../shared/domain'
import type { FileFacts } from './file-facts'

const depths: Record<string, string> = { uchar: '8', char: '8', ushort: '16', short: '16', uint: '32', int: '32' }

export const factsOf = (metadata: Metadata): FileFacts => ({
  format: metadata.format,
  depth: metadata.bitsPerSample && metadata.bitsPerSample < 8 ? '8' : (depths[metadata.depth] ?? 'float'),
  colour:
    metadata.space === 'cmyk'
      ? 'cmyk'
      : metadata.space === 'lab' || metadata.space === 'labs'
        ? 'lab'
        : metadata.channels < 3
          ? 'grey'
          : 'colour',
  // Later frames of an animation are transparent where they leave the one before as it is.
  transparent: metadata.hasAlpha && (metadata.pages ?? 1) === 1,
  frames: metadata.pages ?? 1,
  turned: (metadata.orientation ?? 1) > 1
})

/** Of bare pixels, and of what has nothing to tell. */
export const plainFacts = (format: string, channels: number): FileFacts => ({
  format,
  depth: '8',
  colour: channels === 1 ? 'grey' : 'colour',
  transparent: false,
  frames: 1,
  turned: false
})

/** Cells of a look's side. */
export const lookSide = 16

/** A framed picture in 16 × 16 levels of grey, each the mean of its part of the pixels: what near copies share. */
export function lookOf(pixels: Uint8Array, [height, width, channels]: ImageShape): Uint8Array {
  const look = new Uint8Array(lookSide * lookSide)
  for (let row = 0; row < lookSide; row++) {
    const [top, bottom] = [edge(row, height), Math.max(edge(row, height) + 1, edge(row + 1, height))]
    for (let column = 0; column < lookSide; column++) {
      const [left, right] = [edge(column, width), Math.max(edge(column, width) + 1, edge(column + 1, width))]
      let sum = 0
      for (let y = top; y < bottom; y++)
        for (let at = (y * width + left) * channels; at < (y * width + right) * channels; at++) sum += pixels[at] ?? 0
      look[row * lookSide + column] = sum / ((bottom - top) * (right - left) * channels)
    }
  }
  return look
}

const edge = (cell: number, size: number): number => Math.floor((cell * size) / lookSide)
