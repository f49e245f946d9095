import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodePicture } from '../../src/main/datasets/pictures/decode'
import { centred } from '../../src/main/lib/centred'
import type { Framing } from '../../src/shared/domain'
import { writeBmp } from './bmp'
import { halves, plain } from './folder'

const colour: Framing = { size: 8, channels: 3, fit: 'cover', position: 'centre' }
const grey: Framing = { ...colour, channels: 1 }
const red = [255, 0, 0],
  blue = [0, 0, 255],
  white = [255, 255, 255]

const decode = (bytes: Buffer, framing = colour) => decodePicture({ bytes }, framing)

/** The colour at a place of a decoded picture. */
function at(pixels: Uint8Array, x: number, y: number, size = 8, channels = 3): number[] {
  return [...pixels.subarray((y * size + x) * channels, (y * size + x + 1) * channels)]
}

function expectClose(got: number[], wanted: number[], tolerance: number): void {
  expect(got).toHaveLength(wanted.length)
  got.forEach((value, i) =>
    expect(Math.abs(value - (wanted[i] ?? NaN)), `${got} against ${wanted}`).toBeLessThanOrEqual(tolerance)
  )
}

describe('formats', () => {
  const formats: [string, () => Promise<Buffer>, number][] = [
    ['PNG', () => halves(16, 16).png().toBuffer(), 0],
    ['PNG with a palette', () => halves(16, 16).png({ palette: true, colours: 4 }).toBuffer(), 0],
    ['interlaced PNG', () => halves(16, 16).png({ progressive: true }).toBuffer(), 0],
    ['WebP', () => halves(16, 16).webp({ lossless: true }).toBuffer(), 0],
    ['GIF', () => halves(16, 16).gif().toBuffer(), 0],
    ['TIFF', () => halves(16, 16).tiff({ compression: 'lzw' }).toBuffer(), 0],
    ['JPEG', () => halves(16, 16).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(), 4],
    [
      'progressive JPEG',
      () => halves(16, 16).jpeg({ quality: 95, progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
      4
    ],
    ['AVIF', () => halves(16, 16).avif({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer(), 8],
    [
      'BMP',
      async () =>
        writeBmp({
          bits: 24,
          width: 16,
          height: 16,
          pixels: Array.from({ length: 256 }, (_, i) => (i % 16 < 8 ? [255, 0, 0] : [0, 0, 255]))
        }),
      0
    ]
  ]
  test.each(formats)('%s', async (_, make, tolerance) => {
    const { pixels, width, height, grey } = await decode(await make())
    expect({ width, height, grey, bytes: pixels.length }).toEqual({ width: 16, height: 16, grey: false, bytes: 192 })
    expectClose(at(pixels, 0, 3), red, tolerance)
    expectClose(at(pixels, 7, 3), blue, tolerance)
  })

  test('CMYK JPEG becomes RGB', async () => {
    const bytes = await halves(16, 16, [200, 30, 30], [30, 30, 200])
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer()
    expect((await sharp(bytes).metadata()).space).toBe('cmyk')
    const { pixels, grey } = await decode(bytes)
    expect(grey).toBe(false)
    const [r = 0, , b = 0] = at(pixels, 1, 4)
    expect(r - b).toBeGreaterThan(80)
    const [r2 = 0, , b2 = 0] = at(pixels, 6, 4)
    expect(b2 - r2).toBeGreaterThan(80)
  })

  test.each([1, 3] as const)('16 bits in %i channels become 8', async channels => {
    const values = Uint16Array.from({ length: 64 * channels }, (_, i) => (Math.floor(i / channels) % 8) * 8192 + 100)
    const bytes = await sharp(values, { raw: { width: 8, height: 8, channels } })
      .toColourspace(channels === 1 ? 'grey16' : 'rgb16')
      .png()
      .toBuffer()
    expect((await sharp(bytes).metadata()).depth).toBe('ushort')
    const { pixels, grey } = await decode(bytes)
    expect(grey).toBe(true)
    for (let x = 0; x < 8; x++) expectClose(at(pixels, x, 0), [x * 32, x * 32, x * 32], 1)
  })

  test('the first frame of an animation', async () => {
    const frames = Buffer.concat([
      await plain(8, 8, { r: 255, g: 0, b: 0 }).raw().toBuffer(),
      await plain(8, 8, { r: 0, g: 0, b: 255 }).raw().toBuffer()
    ])
    const animation = sharp(frames, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
    for (const bytes of [
      await animation.clone().gif().toBuffer(),
      await animation.clone().webp({ lossless: true }).toBuffer()
    ]) {
      expect((await sharp(bytes).metadata()).pages).toBe(2)
      const { pixels, width, height } = await decode(bytes)
      expect([width, height]).toEqual([8, 8])
      expect(at(pixels, 4, 7)).toEqual(red)
    }
  })
})

describe('shape and colour', () => {
  test.each([3, 6, 8])('EXIF orientation %i is honoured', async orientation => {
    // 30 × 20, red left, blue right; turned by 90° it is 20 × 30 with red above or below.
    const bytes = await halves(30, 20).withMetadata({ orientation }).png().toBuffer()
    const { pixels, width, height } = await decode(bytes)
    const turned = orientation === 3 ? [30, 20] : [20, 30]
    expect([width, height]).toEqual(turned)
    const redAt = orientation === 3 ? at(pixels, 7, 4) : orientation === 6 ? at(pixels, 4, 0) : at(pixels, 4, 7)
    const blueAt = orientation === 3 ? at(pixels, 0, 4) : orientation === 6 ? at(pixels, 4, 7) : at(pixels, 4, 0)
    expectClose(redAt, red, 20)
    expectClose(blueAt, blue, 20)
  })

  test('transparency lies on white', async () => {
    const { pixels } = await decode(await plain(8, 8, { r: 255, g: 0, b: 0, alpha: 0 }).png().toBuffer())
    expect(at(pixels, 3, 3)).toEqual(white)
    const half = await decode(await plain(8, 8, { r: 0, g: 0, b: 0, alpha: 0.5 }).png().toBuffer())
    expectClose(at(half.pixels, 3, 3), [127, 127, 127], 2)
    const greyAlpha = await sharp(
      Uint8Array.from({ length: 128 }, (_, i) => (i % 2 ? 0 : 77)),
      { raw: { width: 8, height: 8, channels: 2 } }
    )
      .toColourspace('b-w')
      .png()
      .toBuffer()
    expect(at((await decode(greyAlpha)).pixels, 3, 3)).toEqual(white)
  })

  test('a picture of the wanted size keeps its exact pixels, grey and colour', async () => {
    const pixels = Uint8Array.from({ length: 192 }, (_, i) => (i * 37) % 256)
    const colourFile = await sharp(pixels, { raw: { width: 8, height: 8, channels: 3 } })
      .png()
      .toBuffer()
    expect([...(await decode(colourFile)).pixels]).toEqual([...pixels])
    const greyFile = await sharp(pixels.subarray(0, 64), { raw: { width: 8, height: 8, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer()
    const decoded = await decode(greyFile, grey)
    expect(decoded.grey).toBe(true)
    expect([...decoded.pixels]).toEqual([...pixels.subarray(0, 64)])
  })

  test('cover keeps the middle, the top, or all of it by padding or stretching', async () => {
    // 24 × 8: red, blue, red thirds.
    const thirds = Uint8Array.from(
      { length: 24 * 8 * 3 },
      (_, i) => (Math.floor(i / 3) % 24 >= 8 && Math.floor(i / 3) % 24 < 16 ? blue : red)[i % 3] ?? 0
    )
    const wide = await sharp(thirds, { raw: { width: 24, height: 8, channels: 3 } })
      .png()
      .toBuffer()
    const middle = await decode(wide)
    expect([at(middle.pixels, 0, 0), at(middle.pixels, 7, 7)]).toEqual([blue, blue])
    const contained = await decode(wide, { ...colour, fit: 'contain' })
    expect([at(contained.pixels, 4, 0), at(contained.pixels, 4, 7)]).toEqual([white, white])
    expectClose(at(contained.pixels, 0, 4), red, 30)
    const stretched = await decode(wide, { ...colour, fit: 'stretch' })
    expectClose(at(stretched.pixels, 0, 0), red, 30)
    expectClose(at(stretched.pixels, 4, 0), blue, 30)

    const tall = await sharp(thirds, { raw: { width: 24, height: 8, channels: 3 } })
      .rotate(90)
      .png()
      .toBuffer()
    expect(at((await decode(tall)).pixels, 4, 4)).toEqual(blue)
    expect(at((await decode(tall, { ...colour, position: 'top' })).pixels, 4, 0)).toEqual(red)
    expect((await decode(tall, { ...colour, position: 'attention' })).pixels).toHaveLength(192)
  })

  test.each([
    [1, 1],
    [3000, 10],
    [10, 3000],
    [30_000, 1],
    [1, 30_000],
    [2, 3]
  ])('%i × %i pixels', async (width, height) => {
    const bytes = await plain(width, height, { r: 10, g: 200, b: 30 }).png().toBuffer()
    for (const fit of ['cover', 'contain', 'stretch'] as const)
      for (const position of ['centre', 'top', 'attention'] as const) {
        const decoded = await decode(bytes, { size: 64, channels: 3, fit, position })
        expect(decoded).toMatchObject({ width, height })
        expect(decoded.pixels).toHaveLength(64 * 64 * 3)
        if (fit !== 'contain') expectClose(at(decoded.pixels, 32, 32, 64), [10, 200, 30], 1)
      }
  })

  test('grey is told from colour, and colour becomes luma', async () => {
    expect((await decode(await plain(20, 20, { r: 90, g: 90, b: 90 }).jpeg().toBuffer())).grey).toBe(true)
    const { grey: isGrey, pixels } = await decode(await plain(20, 20, { r: 255, g: 0, b: 0 }).png().toBuffer(), grey)
    expect(isGrey).toBe(false)
    expect(pixels).toHaveLength(64)
    expect(pixels[10]).toBe(76)
  })

  test('the same file has the same hash, another one another', async () => {
    const a = await halves(9, 9).png().toBuffer(),
      b = await halves(9, 10).png().toBuffer()
    expect((await decode(a)).hash).toBe((await decode(Buffer.from(a), grey)).hash)
    expect((await decode(a)).hash).not.toBe((await decode(b)).hash)
  })
})

describe('what cannot be read says why', () => {
  const noisy = () =>
    sharp(
      Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) % 251),
      { raw: { width: 64, height: 64, channels: 3 } }
    )

  const broken: [string, () => Promise<Buffer> | Buffer, RegExp][] = [
    ['nothing', () => Buffer.alloc(0), /empty/],
    ['zeros', () => Buffer.alloc(5000), /only zeros/],
    ['text', () => Buffer.from('this is no picture, only words'), /not a picture/],
    ['a web page', () => Buffer.from('<!DOCTYPE html><html><body>404</body></html>'), /web page/],
    ['a drawing', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'), /SVG/],
    ['a pointer', () => Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n'), /Git LFS/],
    ['a document', () => Buffer.from('%PDF-1.7\n%…'), /PDF/],
    [
      'a phone’s HEIC that holds nothing',
      () => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(200)]),
      /cut short/
    ],
    [
      'a HEIC cut short',
      () => readFileSync('tests/golden/formats/rgb-8-none.heic').subarray(0, 500),
      /damaged or cut short/
    ],
    ['a bitmap cut short', () => writeBmp({ bits: 24, width: 9, height: 9, pixels: [] }).subarray(0, 200), /cut short/]
  ]
  test.each(broken)('%s', async (_, make, reason) => {
    await expect(decode(await make())).rejects.toThrow(reason)
    await expect(decode(await make())).rejects.toMatchObject({
      name: 'UnreadablePicture',
      message: expect.stringMatching(/^[A-Z].*\.$/s)
    })
  })

  test.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('%s cut off in the middle', async format => {
    const whole = await noisy().toFormat(format).toBuffer()
    for (const part of [0.9, 0.5, 0.1]) {
      await expect(decode(whole.subarray(0, Math.floor(whole.length * part))), `${part}`).rejects.toMatchObject({
        name: 'UnreadablePicture',
        message: expect.stringMatching(/\.$/)
      })
    }
  })

  test('a picture with too many pixels', async () => {
    // A PNG header that claims 100,000 × 100,000.
    const png = await plain(8, 8, { r: 1, g: 2, b: 3 }).png().toBuffer()
    png.writeUInt32BE(100_000, 16)
    png.writeUInt32BE(100_000, 20)
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29)
    await expect(decode(png)).rejects.toThrow(/too large; up to 268 million pixels/)
  })

  test('bytes spoilt at random never crash', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const) {
      const whole = await noisy().toFormat(format).toBuffer()
      for (let i = 0; i < 12; i++) {
        const spoilt = Buffer.from(whole)
        for (let k = 0; k < 6; k++) spoilt[(i * 7919 + k * 104_729) % spoilt.length] = (i * 31 + k * 17) % 256
        await decode(spoilt).catch((error: unknown) => expect(error).toMatchObject({ name: 'UnreadablePicture' }))
      }
    }
  })

  test('this very file is no picture', async () => {
    await expect(decode(readFileSync(import.meta.filename))).rejects.toThrow('not a picture')
  })
})

function crc32(bytes: Buffer): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

test('of crops the middle of the larger picture is seen, of any shape', async () => {
  const picture = await halves(120, 180).png().toBuffer()
  const whole = await decode(picture, { ...colour, size: 20, height: 30 })
  const crop = await decode(picture, { ...colour, size: 10, height: 15, fit: 'crops', zoom: 2 })
  expect(crop.pixels.length).toBe(10 * 15 * 3)
  const middle = centred(new Uint8Array(whole.pixels), [30, 20, 3], [15, 10, 3])
  expect(Buffer.from(crop.pixels).equals(middle)).toBe(true)
})
