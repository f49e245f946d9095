/** Pictures as they are shown: in one file, or as bytes. */
import { z } from 'zod'

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

export type Sheet = z.infer<typeof sheet>
export type Pixels = z.infer<typeof pixels>
