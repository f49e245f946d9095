/**
 * How much memory a picture takes while it is decoded, worked out from its header. Most formats are read in strips of
 * rows; some keep the whole picture, or several of its planes. The numbers are bytes for each pixel, measured as the
 * growth of a process (docs/decisions/0022-decoder.md), and a little more.
 */

import type { Framing } from '../../../shared/domain'

/** As sharp gives it of its formats; `bmp` is our own. */
export interface Header {
  format: string
  width: number
  height: number
  channels: number
  depth?: string | undefined
  chromaSubsampling?: string | undefined
  isProgressive?: boolean | undefined
  pages?: number | undefined
  orientation?: number | undefined
  /** It is unpacked as a whole before anything else is done with it. */
  unpacked?: boolean
}

const depths: Record<string, number> = {
  uchar: 1,
  char: 1,
  ushort: 2,
  short: 2,
  uint: 4,
  int: 4,
  float: 4,
  complex: 8,
  double: 8,
  dpcomplex: 16
}

/** AVIF's frames of 8 and of more bits: its decoder keeps several. */
const avif = { shallow: 19, deep: 26 }
/** HEIC beside the PNG that is made of it. */
const heic = 28
/** The canvas of a GIF, a byte for each pixel beside it. */
const gif = 5.3
/** WebP keeps its frame; shrunk while loading it is small, unless it was packed without loss. */
const webp = { shrunk: 4.6, whole: 8.6 }

/**
 * Bytes beside the file's own.
 * @param framed what it becomes; null: it stays as it is
 * @param cut only a part of it is wanted: then no format can be shrunk while it loads
 */
export function neededBytes(header: Header, framed: Pick<Framing, 'size' | 'height'> | null, cut: boolean): number {
  const { width, height, channels, depth, orientation = 1 } = header
  const sample = depths[depth ?? 'uchar'] ?? 8
  const pixels = width * height
  const pixel = channels * sample
  // Rows are kept for as long as the filter that shrinks the picture reaches over them, before and after shrinking
  // across.
  const { size, height: framedHeight = size } = framed ?? { size: Infinity }
  const [shorter, longer] = [Math.min(size, framedHeight), Math.max(size, framedHeight)]
  const rows = framed ? Math.min(height, longer + (6 * height) / shorter + 128) : height
  const strips = 2 * pixel * width * rows
  // To turn a picture round it must be there as a whole; where none is cut it is shrunk before.
  const turned = cut && orientation > 1 ? pixel * pixels : 0
  return (
    whole(header, { pixels, pixel, sample }, cut || !framed || Math.min(width, height) < 2 * longer) + strips + turned
  )
}

/** What is there at once of a format that is not read in strips. */
function whole(
  { format, channels, chromaSubsampling, isProgressive, unpacked, pages = 1 }: Header,
  { pixels, pixel, sample }: { pixels: number; pixel: number; sample: number },
  unshrunk: boolean
): number {
  // A decoder's planes and its memory, which it does not give back, colours, a PNG of them, and 8-bit RGB.
  if (format === 'heic') return pixels * heic
  // What is unpacked, twice while it is converted, and 8-bit RGB.
  if (unpacked) return pixels * (2 * pixel + 3)
  if (format === 'heif') return pixels * (sample > 1 ? avif.deep : avif.shallow)
  if (format === 'gif') return pixels * gif
  if (format === 'webp') return pixels * (unshrunk || pages > 1 ? webp.whole : webp.shrunk)
  if (format === 'bmp') return pixels * pixel
  if (format === 'png' && isProgressive) return pixels * pixel * 1.1
  // Two bytes for each coefficient, of which colour has fewer where it is subsampled.
  if (format === 'jpeg' && isProgressive)
    return pixels * 2.2 * (chromaSubsampling === '4:2:0' ? 1.5 : chromaSubsampling === '4:2:2' ? 2 : channels)
  return 0
}

/** Seconds that decoding may take before it counts as hanging: slow machines decode 8 MB per second at their worst. */
export const secondsFor = (bytes: number): number => 30 + bytes / 8e6
