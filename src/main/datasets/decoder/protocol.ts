/**
 * What the studio and its decoder say to each other. Pictures are decoded in a process of its own: what a file makes of
 * a decoder, memory without end, a hang or a crash, costs that process and that picture. Messages travel in batches.
 */
import type { Framing } from '../../../shared/domain'
import type { FileFacts } from '../pictures/file-facts'
import type { Flaw, Picture } from '../source'

export type Half = 'left' | 'right'

/** A picture as the network sees it. */
export interface Decoded {
  /** height × width × channels bytes, as framed. */
  pixels: Uint8Array
  /** Of the source, upright; of a half, the half's. */
  width: number
  height: number
  /** No pixel has a colour to speak of. */
  grey: boolean
  /** Of the file's bytes (or raw pixels): the same for exact copies. */
  hash: string
  facts: FileFacts
  /** See `lookOf`. */
  look: Uint8Array
  /** Of the file that it was read from, see `stateOf`; null where it has none of its own, or nobody can tell. */
  state: string | null
}

/** A picture as it is: height × width × channels bytes; grey ones have one channel. */
export interface Pixels {
  pixels: Uint8Array
  width: number
  height: number
  channels: number
}

/** A picture, and the size that it had before it was shrunk. */
export interface Shrunk extends Pixels {
  /** What its file is, by its content: jpeg, png, heif (AVIF), heic … */
  format: string
  /** How many pictures its file holds: more than one of an animation. */
  frames: number
  from: { width: number; height: number }
}

/** A picture at its own size, or smaller: of what shape it is wanted. */
export interface Wanted {
  channels: 1 | 3
  /** Pixels of its longer side at most; it is shrunk to them. */
  longest: number
  /** Which of an animation's frames, from 0. */
  frame?: number | undefined
}

/** What can be asked for, and what comes of it. */
export interface Work {
  decode: { order: { picture: Picture; framing: Framing; half?: Half | undefined }; result: Decoded }
  /** Somebody's picture, uncut. */
  whole: { order: { picture: Picture } & Wanted; result: Shrunk }
  /** Pictures of Atelier's own, whose size is known: a file of another size is refused. */
  pixels: { order: { picture: Picture; width: number; height: number }; result: Pixels }
}
export type WorkName = keyof Work

export type Order =
  | { [N in WorkName]: { type: N; call: number } & Work[N]['order'] }[WorkName]
  /** Nobody waits for it any more: what has not begun need not. */
  | { type: 'drop'; call: number }

export type Report =
  /** The decoder's program is loaded. */
  | { type: 'ready' }
  /** It is not done in a moment: from now on it may take so many seconds; said again where more is known. */
  | { type: 'slow'; call: number; seconds: number }
  /** One that was slow waits for memory that others use. */
  | { type: 'waits'; call: number }
  | { type: 'done'; call: number; result: Work[WorkName]['result'] }
  /** The picture cannot be read: why, as a sentence. */
  | { type: 'refused'; call: number; reason: string; flaw: Flaw }
  /** Something else went wrong, e.g. a store that is damaged, as a sentence. */
  | { type: 'failed'; call: number; code: 'not-readable' | 'internal'; message: string }

/** What the decoder writes to stderr when it ends itself for having taken too much memory. */
export const outOfMemory = 'atelier: out of memory'

/** Decodes pictures somewhere else. */
export interface PictureDecoder {
  /**
   * @throws UnreadablePicture with the reason; StudioError cancelled, not-readable (a damaged store), internal (no
   * decoder can be started)
   */
  decode: (
    picture: Picture,
    framing: Framing,
    options?: { half?: Half | undefined; signal?: AbortSignal | undefined }
  ) => Promise<Decoded>
  /** A picture of Atelier's own in its exact pixels. @throws as `decode` */
  pixels: (picture: Picture, size: { width: number; height: number }, signal?: AbortSignal) => Promise<Pixels>
  /** A picture uncut, upright, on white where it is transparent. @throws as `decode` */
  whole: (picture: Picture, wanted: Wanted, signal?: AbortSignal) => Promise<Shrunk>
  /** Pictures will be asked for soon. */
  warm: () => void
}
