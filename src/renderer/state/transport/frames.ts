/**
 * Films and animations become pictures in the window, which has decoders for them: some of their frames, evenly. The
 * studio's host has none, and needs none.
 */
import { isFilm } from '../../../shared/files/collections'
import type { Film } from '../film/stride.svelte'
import { RequestError } from './types'
import type { Picked } from './upload'

/** Frames of one film: more of it are nearly the same, and would have to travel. */
const mostFrames = 1000
/** Pixels of a frame's longer side: more than any model learns. */
const longest = 1024
/** A film's frames were packed with loss before: JPEG of this quality adds none that is seen. */
const quality = 0.95

export interface Frames {
  pictures: Picked[]
  /** Of so many frames one was taken. */
  stride: number
}

interface Work {
  signal: AbortSignal
  found: (count: number, total: number) => void
  /** Of so many frames one is taken; null: the person would rather not. */
  choose: (film: Film) => Promise<number | null>
}

/**
 * @returns null of an animation that stands still, or that this browser cannot take apart
 * @throws RequestError not-readable for a film that it cannot decode, with what to do; what the signal throws
 */
export function framesOf(picked: Picked, work: Work): Promise<Frames | null> {
  return isFilm(picked.path) ? filmFrames(picked, work) : animationFrames(picked, work)
}

const leastStride = (frames: number): number => Math.max(1, Math.ceil(frames / mostFrames))

/** @throws what cancelling throws */
async function strideFor({ signal, choose }: Work, film: Omit<Film, 'least'>): Promise<number> {
  const least = leastStride(film.frames)
  const stride = await choose({ ...film, least })
  signal.throwIfAborted()
  if (stride === null) throw new RequestError('cancelled', `“${film.name}” was not taken apart.`)
  return Math.max(least, stride)
}

async function filmFrames({ path, file }: Picked, work: Work): Promise<Frames> {
  const { signal, found } = work
  const { ALL_FORMATS, BlobSource, CanvasSink, EncodedPacketSink, Input } = await import('mediabunny')
  using input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS })
  const track = await input.getPrimaryVideoTrack().catch(() => null)
  if (!track || !(await track.canDecode())) throw undecodable(file.name, track ? await track.getCodec() : null)
  // Its colours and what is transparent are decoded apart, by a program that this page's policy does not let run.
  if ((await new EncodedPacketSink(track).getFirstPacket())?.sideData.alpha) throw transparent(file.name)
  const [begin, end] = [await track.getFirstTimestamp(), await track.computeDuration()]
  const { averagePacketRate: rate } = await track.computePacketStats(200)
  const frames = Math.max(1, Math.round((end - begin) * rate))
  const stride = await strideFor(work, { name: file.name, frames, seconds: end - begin })
  const total = Math.ceil(frames / stride)
  // The middle of each frame's time, so that rounding takes none twice.
  const times = Array.from({ length: total }, (_, i) => begin + (i * stride + 0.5) / rate)
  const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()]
  const scale = Math.min(1, longest / Math.max(width, height))
  const sink = new CanvasSink(track, { width: Math.max(1, Math.round(width * scale)), poolSize: 2 })
  const pictures: Picked[] = []
  for await (const frame of sink.canvasesAtTimestamps(times)) {
    signal.throwIfAborted()
    if (frame) pictures.push(asPicture(path, pictures.length, await blobOf(frame.canvas, 'image/jpeg')))
    found(pictures.length, total)
  }
  if (pictures.length === 0) throw undecodable(file.name, null)
  return { pictures, stride }
}

async function animationFrames({ path, file }: Picked, work: Work): Promise<Frames | null> {
  if (!('ImageDecoder' in globalThis)) return null
  const { signal, found } = work
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type: `image/${path.split('.').at(-1)}` })
  try {
    // What is damaged travels as it is, and is named in the report.
    await Promise.all([decoder.tracks.ready, decoder.completed]).catch(() => {})
    const frames = decoder.tracks.selectedTrack?.frameCount ?? 1
    if (frames < 2) return null
    const stride = await strideFor(work, { name: file.name, frames, seconds: null })
    const total = Math.ceil(frames / stride)
    const pictures: Picked[] = []
    for (let i = 0; i < total; i++) {
      signal.throwIfAborted()
      const { image } = await decoder.decode({ frameIndex: i * stride })
      const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight)
      canvas.getContext('2d')?.drawImage(image, 0, 0)
      image.close()
      pictures.push(asPicture(path, i, await blobOf(canvas, 'image/png')))
      found(pictures.length, total)
    }
    return { pictures, stride }
  } finally {
    decoder.close()
  }
}

function asPicture(path: string, number: number, blob: Blob): Picked {
  const name = `${String(number).padStart(5, '0')}.${blob.type === 'image/png' ? 'png' : 'jpg'}`
  // By itself it is a folder of its frames; in a folder, which may be a class, they lie in that.
  const between = path.replace(/^\/+/, '').includes('/') ? '-' : '/'
  return { path: `${path.replace(/\.[^./]+$/, '')}${between}${name}`, file: new File([blob], name) }
}

function blobOf(canvas: HTMLCanvasElement | OffscreenCanvas, type: string): Promise<Blob> {
  if (canvas instanceof OffscreenCanvas) return canvas.convertToBlob({ type, quality })
  return new Promise((resolve, reject) =>
    canvas.toBlob(blob => (blob ? resolve(blob) : reject(new Error('A frame is too large.'))), type, quality)
  )
}

const transparent = (name: string): RequestError =>
  new RequestError(
    'not-readable',
    `“${name}” is transparent in places, which is not taken apart here. Save it without transparency, or make ` +
      `pictures of it: ${outside(name)}`
  )

/** Everybody's tool for it. */
const outside = (name: string): string => `ffmpeg -i "${name}" -vf fps=4 frames/%05d.png`

const undecodable = (name: string, codec: string | null): RequestError =>
  new RequestError(
    'not-readable',
    `“${name}” cannot be decoded here${codec ? `: this browser has no decoder for ${codec.toUpperCase()}` : ''}. ` +
      `Save it as WebM or MP4 (VP9, AV1 or H.264), or make pictures of it: ${outside(name)}`
  )
