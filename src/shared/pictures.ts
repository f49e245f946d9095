/** Pictures as they are shown: in one file, or as bytes. */
import { z } from 'zod'
import { fileBytes, place } from './bounds'

/** A picture of near-square tiles, row by row, without gaps unless asked. */
export const sheet = z.object({
  png: z.instanceof(Uint8Array),
  tileWidth: z.int(),
  tileHeight: z.int(),
  columns: z.int(),
  rows: z.int(),
  count: z.int()
})

/** Raw pictures: count × height × width × 4 bytes, RGBA, ready for ImageData. */
export const pixels = z.object({
  count: z.int(),
  height: z.int(),
  width: z.int(),
  rgba: z.instanceof(Uint8Array)
})

/**
 * What a run that translates conditions a picture on: a training pair's input, by its place in the dataset; a picture
 * file of any format, framed as the run's pairs are; or pixels as they are, height × width × channels bytes.
 */
export const condition = z.union([
  z.object({ pair: place }),
  z.object({ file: fileBytes, name: z.string().max(1000).default('The picture') }),
  z.object({ pixels: fileBytes })
])

/** What output pages show: one picture, crisp or smooth. */
export const shownOutput = z.object({ picture: pixels, smooth: z.boolean() })

export type ShownOutput = z.infer<typeof shownOutput>
export type Condition = z.infer<typeof condition>
export type Sheet = z.infer<typeof sheet>
export type Pixels = z.infer<typeof pixels>
