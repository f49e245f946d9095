/** Formats in which something of a run is taken away, and what was made. */
import { z } from 'zod'
import { mostDrawn, samplingValues } from './sampling-inputs'
import { settingDefinition } from './settings'

/** How a video is packed and encoded. */
export const video = z.object({
  container: z.enum(['mp4', 'webm']),
  codec: z.enum(['avc', 'vp9']),
  /** For people: "H.264". */
  name: z.string(),
  /** The studio can encode it, too. */
  here: z.boolean()
})
export type Video = z.infer<typeof video>

/** A format as the window and the command line list it. */
export const exportFormat = z.object({
  id: z.string(),
  /** Heading and button, such as "Export GIF". */
  title: z.string(),
  /** What it is called in a list of formats, such as "Animated GIF". */
  label: z.string(),
  /** One plain sentence. */
  summary: z.string(),
  /** What file names end with, without the dot. */
  extension: z.string(),
  mediaType: z.string(),
  /** It is a picture, shown before it is exported. */
  previews: z.boolean(),
  /** It is the weights of a checkpoint, for whoever wants to keep one. */
  keeps: z.boolean(),
  /** It is a video: what a window encodes it with. */
  video: video.optional(),
  /** Fitted to the run: bounds and defaults follow from what it has. */
  options: z.array(settingDefinition),
  /** Why nothing can be exported just now; null where it can. */
  refusal: z.string().nullable()
})

export const exported = z.object({
  bytes: z.instanceof(Uint8Array),
  /** What tells it in a file’s name from others of the run, such as "seed 7"; often empty. */
  mark: z.string(),
  /** What it is, for people: "30 frames, 224 × 224". */
  words: z.string(),
  /** The same for programs, such as frames, width and height. */
  facts: z.record(z.string(), z.number())
})

/** What somebody looks at, and exports: an epoch's own samples, or what its checkpoint draws of these. */
export const exportStage = z.object({ epoch: z.int().min(1).max(1_000_000_000), inputs: samplingValues.optional() })
/** How much of it is drawn of somebody's own latents; null for the epoch's own samples. */
export const stagePictures = z.int().min(1).max(mostDrawn).nullable()

export type ExportStage = z.infer<typeof exportStage>
export type ExportFormat = z.infer<typeof exportFormat>
export type Exported = z.infer<typeof exported>
