/** Videos are encoded by the browser (WebCodecs): frames of an animated PNG become MP4 or WebM. */
import type { Video } from '../../../shared/domain'
import { withOrigin, originIn } from '../../../shared/origin'
import { RequestError } from '../transport'

/** Whether this browser takes the frames apart and has the encoder. */
export async function canEncode({ codec }: Video): Promise<boolean> {
  if (!('VideoEncoder' in globalThis) || !('ImageDecoder' in globalThis)) return false
  const { canEncodeVideo, QUALITY_HIGH } = await import('mediabunny')
  return canEncodeVideo(codec, { width: 256, height: 256, bitrate: QUALITY_HIGH })
}

/**
 * @param png frames with how long each is shown; where they come from goes along
 * @param tell how many of the frames are done
 * @throws RequestError where the encoder refuses them; the signal's reason
 */
export async function encode(
  video: Video,
  png: Uint8Array<ArrayBuffer>,
  tell: (done: number, total: number) => void,
  signal: AbortSignal
): Promise<Uint8Array<ArrayBuffer>> {
  const { BufferTarget, Mp4OutputFormat, Output, QUALITY_VERY_HIGH, VideoSample, VideoSampleSource, WebMOutputFormat } =
    await import('mediabunny')
  const lengths = frameLengths(png)
  const decoder = new ImageDecoder({ data: png, type: 'image/png' })
  const source = new VideoSampleSource({ codec: video.codec, bitrate: QUALITY_VERY_HIGH, keyFrameInterval: 1 })
  const target = new BufferTarget()
  const output = new Output({
    format: video.container === 'mp4' ? new Mp4OutputFormat() : new WebMOutputFormat(),
    target
  })
  output.addVideoTrack(source)
  const add = async (image: VideoFrame, timestamp: number, duration: number): Promise<void> => {
    const sample = new VideoSample(image.clone(), { timestamp, duration })
    await source.add(sample).finally(() => sample.close())
  }
  try {
    await output.start()
    await decoder.tracks.ready
    const total = decoder.tracks.selectedTrack?.frameCount ?? 0
    let at = 0
    for (let index = 0; index < total; index++) {
      signal.throwIfAborted()
      const { image } = await decoder.decode({ frameIndex: index })
      const seconds = lengths[index] ?? 0
      await add(image, at, seconds)
      // The last frame's own length is not kept by every player: it stands once more at its end.
      if (index === total - 1) await add(image, at + seconds, 0.01)
      image.close()
      at += seconds
      tell(index + 1, total)
    }
    await output.finalize()
  } catch (problem) {
    await output.cancel().catch(() => {})
    signal.throwIfAborted()
    throw new RequestError(
      'unsupported',
      `The browser could not encode the video with ${video.name}: ${problem instanceof Error ? problem.message : ''}`
    )
  } finally {
    decoder.close()
  }
  const bytes = new Uint8Array(target.buffer ?? new ArrayBuffer())
  const origin = originIn(png)
  return typeof origin === 'object' && origin ? withOrigin(`video/${video.container}`, bytes, origin) : bytes
}

/** Why a video cannot be made here, in a sentence; null where the studio encodes it. */
export const missingWords = ({ name, container, here }: Video): string | null =>
  here
    ? null
    : `This browser has no encoder of ${name}, which ${container === 'webm' ? 'WebM' : 'MP4'} wants. Export MP4 or ` +
      'WebP in its place, or open the studio in Chromium.'

/** Seconds of each frame, as the file has them: a browser does not say that of a single one. */
function frameLengths(png: Uint8Array): number[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const lengths: number[] = []
  const control = 0x6663544c // "fcTL"
  for (let at = 8; at + 12 <= png.length; at += 12 + view.getUint32(at))
    if (view.getUint32(at + 4) === control) lengths.push(view.getUint16(at + 28) / (view.getUint16(at + 30) || 100))
  return lengths
}
