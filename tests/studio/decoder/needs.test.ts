/** What is said of a picture's memory from its header is what decoding it takes, in the built decoder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { neededBytes } from '../../../src/main/datasets/decoder/needs'
import { openDecoder } from '../../datasets/decoder'
import { plain } from '../../datasets/folder'
import { make } from '../../faults/tools/bombs'
import { onlyChild, peakOf } from './children'

const side = 2400
const folder = mkdtempSync(join(tmpdir(), 'atelier-needs-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Fine noise, which nothing packs well. */
function noise(channels: 3 | 4): Sharp {
  let state = 7
  const pixels = new Uint8Array(side * side * channels)
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    pixels[i] = state >>> 24
  }
  return sharp(pixels, { raw: { width: side, height: side, channels } })
}

const formats: [string, () => Promise<Buffer>][] = [
  ['png', () => noise(3).png({ compressionLevel: 1 }).toBuffer()],
  ['interlaced png', () => noise(4).png({ compressionLevel: 1, progressive: true }).toBuffer()],
  [
    'interlaced png of 16 bits',
    () => noise(3).toColourspace('rgb16').png({ compressionLevel: 1, progressive: true }).toBuffer()
  ],
  ['jpeg', () => noise(3).jpeg().toBuffer()],
  ['progressive jpeg', () => noise(3).jpeg({ progressive: true }).toBuffer()],
  [
    'progressive jpeg without subsampling',
    () => noise(3).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()
  ],
  ['webp', () => noise(3).webp({ effort: 0 }).toBuffer()],
  ['webp without loss', () => noise(4).webp({ effort: 0, lossless: true }).toBuffer()],
  ['gif', () => plain(side, side, { r: 9, g: 8, b: 7 }).gif({ effort: 1 }).toBuffer()],
  ['tiff', () => noise(3).tiff({ compression: 'lzw' }).toBuffer()],
  ['avif', () => plain(side, side, { r: 200, g: 100, b: 50 }).avif({ effort: 0 }).toBuffer()],
  ['avif of 10 bits', () => plain(side, side, { r: 200, g: 100, b: 50 }).avif({ effort: 0, bitdepth: 10 }).toBuffer()],
  ['bmp', () => make('rle-bmp', side)]
]

describe.runIf(process.platform === 'linux')('memory is as foreseen', () => {
  test.each(formats)('%s', async (name, encode) => {
    const bytes = await encode()
    const file = join(folder, name)
    writeFileSync(file, bytes)
    const header =
      name === 'bmp' ? { format: 'bmp', width: side, height: side, channels: 3 } : await sharp(bytes).metadata()
    for (const half of [undefined, 'left'] as const) {
      const decoder = openDecoder()
      try {
        await decoder.decode(
          { bytes: await plain(9, 9, { r: 1, g: 2, b: 3 }).png().toBuffer() },
          { size: 64, channels: 3, fit: 'cover', position: 'centre' }
        )
        const id = await onlyChild('decoder.js')
        const before = peakOf(id)
        await decoder.decode({ file }, { size: 64, channels: 3, fit: 'cover', position: 'centre' }, { half })
        const took = peakOf(id) - before
        const foreseen = bytes.length + neededBytes(header, { size: 64 }, half !== undefined)
        // What the decoder itself takes to begin with, and for threads of its own, is some tens of megabytes.
        expect(
          took,
          `${half ?? 'whole'}: ${Math.round(took / 1e6)} MB instead of ${Math.round(foreseen / 1e6)}`
        ).toBeLessThan(1.1 * foreseen + 40e6)
      } finally {
        decoder.close()
      }
    }
  })
})
