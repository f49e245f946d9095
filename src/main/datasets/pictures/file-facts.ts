/** What a picture's file is, before anything is done with it. */
import { z } from 'zod'

export const fileFacts = z.object({
  /** By its content: jpeg, png, webp, gif, tiff, heif (AVIF), heic, bmp; empty of bare pixels. */
  format: z.string(),
  /** Bits per channel; "float" where they are no whole numbers. */
  depth: z.string(),
  colour: z.enum(['grey', 'colour', 'cmyk', 'lab']),
  /** It has a channel or a colour for what is transparent. */
  transparent: z.boolean(),
  /** Of an animation, or pages of a document. */
  frames: z.int(),
  /** Its EXIF orientation turns or mirrors it. */
  turned: z.boolean()
})
export type FileFacts = z.infer<typeof fileFacts>
