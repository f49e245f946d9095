/** The encoder of H.264 that needs no window: h264-mp4-encoder (minih264 and minimp4 in WebAssembly). */
import type { H264MP4Encoder } from 'h264-mp4-encoder'

/** From 10 (best) to 51: where edges of square pixels stay sharp. */
const quantisation = 20
/** From 0 (best) to 10: a third of the time of the best, at a fifth more bytes. */
const speed = 5

export interface VideoEncoder {
  readonly width: number
  readonly height: number
  /** @param rgb height × width × 3 */
  add: (rgb: Uint8Array) => void
  /** The whole file. */
  finish: () => Uint8Array<ArrayBuffer>
  close: () => void
}

/** @param rate whole frames per second @param size even */
export async function openEncoder(size: { width: number; height: number; rate: number }): Promise<VideoEncoder> {
  const { width, height, rate } = size
  const encoder = await load()
  Object.assign(encoder, {
    width,
    height,
    frameRate: rate,
    quantizationParameter: quantisation,
    speed,
    // One can jump to every second.
    groupOfPictures: rate,
    // Encoders share one file system.
    outputFilename: `${crypto.randomUUID()}.mp4`
  })
  encoder.initialize()
  const rgba = new Uint8Array(width * height * 4).fill(255)
  return {
    width,
    height,
    add: rgb => {
      for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
        rgba[to] = rgb[from] ?? 0
        rgba[to + 1] = rgb[from + 1] ?? 0
        rgba[to + 2] = rgb[from + 2] ?? 0
      }
      encoder.addFrameRgba(rgba)
    },
    finish: () => {
      encoder.finalize()
      return new Uint8Array(encoder.FS.readFile(encoder.outputFilename))
    },
    close: () => {
      try {
        encoder.FS.unlink(encoder.outputFilename)
      } catch {
        // Nothing was written yet.
      }
      encoder.delete()
    }
  }
}

/** It would end the whole program for a rejection that is none of its own: its listeners go again. */
async function load(): Promise<H264MP4Encoder> {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const before = new Map(events.map(event => [event, new Set(process.rawListeners(event))]))
  const { createH264MP4Encoder } = (await import('h264-mp4-encoder')).default
  const encoder = await createH264MP4Encoder()
  for (const event of events)
    for (const listener of process.rawListeners(event))
      if (!before.get(event)?.has(listener)) process.off(event, listener as () => void)
  return encoder
}
