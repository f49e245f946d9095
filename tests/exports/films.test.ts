/** Animated formats, read back by other programs: libvips, Pillow's file formats as libspng and libwebp have them. */
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import sharp from 'sharp'
import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { SamplePixels } from '../../src/main/engine/protocol'
import { drawWords } from '../../src/main/drawing/lettering'
import type { EpochMetrics, ImageShape } from '../../src/shared/domain'
import { noise } from './noise'
import { sourceOf, write } from './source'

const shape: ImageShape = [8, 8, 3]
const sheets = [1, 2, 3].map(seed => noise(4, shape, seed))
const run = { sampleCount: 4, sampleColumns: 2, image: shape, losses: [{ short: 'D' }, { short: 'G' }] as never }
const epochs = [1, 2, 3].map(epoch => ({ epoch, losses: [epoch / 2, epoch] }) as unknown as EpochMetrics)

const source = (of: SamplePixels[] = sheets) =>
  sourceOf({
    run,
    sampled: of.map((_, i) => i + 1),
    frame: async epoch => of[epoch - 1] as SamplePixels,
    numbers: () => ({ steps: { from: [], steps: [], losses: [] } as never, epochs, values: [] })
  })

/** Frames of an APNG, unpacked as the specification says: filters none and up are all that is written. */
function framesOf(png: Uint8Array) {
  const view = new DataView(png.buffer, png.byteOffset)
  const frames: { delay: number; data: Buffer[] }[] = []
  let [width, height] = [0, 0]
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at)
    const name = String.fromCharCode(...png.subarray(at + 4, at + 8))
    const body = Buffer.from(png.subarray(at + 8, at + 8 + length))
    if (name === 'IHDR') [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)]
    if (name === 'fcTL') frames.push({ delay: body.readUInt16BE(20) / body.readUInt16BE(22), data: [] })
    if (name === 'IDAT') frames.at(-1)?.data.push(body)
    if (name === 'fdAT') frames.at(-1)?.data.push(body.subarray(4))
    at += length + 12
  }
  const pixels = frames.map(({ data }) => {
    const raw = inflateSync(Buffer.concat(data))
    const rgb = Buffer.alloc(width * height * 3)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width * 3; x++) {
        const above = raw[y * (width * 3 + 1)] === 2 ? (rgb[(y - 1) * width * 3 + x] ?? 0) : 0
        rgb[y * width * 3 + x] = ((raw[y * (width * 3 + 1) + 1 + x] ?? 0) + above) & 255
      }
    return rgb
  })
  return { width, height, delays: frames.map(({ delay }) => delay), pixels }
}

/** The grid of an epoch as it is enlarged twice. */
async function enlarged(sheet: SamplePixels): Promise<Buffer> {
  const rgb = Buffer.alloc(16 * 16 * 3)
  for (let i = 0; i < 4; i++)
    for (let y = 0; y < 8; y++)
      Buffer.from(sheet.pixels.buffer, sheet.pixels.byteOffset + i * 192 + y * 24, 24).copy(
        rgb,
        ((Math.floor(i / 2) * 8 + y) * 16 + (i % 2) * 8) * 3
      )
  return sharp(rgb, { raw: { width: 16, height: 16, channels: 3 } })
    .resize(32, 32, { kernel: 'nearest' })
    .raw()
    .toBuffer()
}

test('an APNG has every pixel, its pace and its hold, and its first frame for programs without animation', async () => {
  const made = await write('apng', source(), { scale: 2, framesPerSecond: 4, holdSeconds: 1.5, firstSeconds: 1 })
  expect(made.words).toBe('3 frames, 32×32')
  const { width, height, delays, pixels } = framesOf(made.bytes)
  expect([width, height, delays]).toEqual([32, 32, [1, 0.25, 1.5]])
  for (const [i, sheet] of sheets.entries()) expect(pixels[i]?.equals(await enlarged(sheet))).toBe(true)
  const still = await sharp(made.bytes).removeAlpha().raw().toBuffer()
  expect(still.equals(await enlarged(sheets[0] as SamplePixels))).toBe(true)
})

test('a lossless WebP has every pixel; another is near, in fewer bytes', async () => {
  const exact = await write('webp', source(), { scale: 2, framesPerSecond: 4, holdSeconds: 1.5, lossless: true })
  const { pages, delay, loop } = await sharp(exact.bytes, { animated: true }).metadata()
  expect([pages, delay, loop]).toEqual([3, [250, 250, 1500], 0])
  for (const [page, sheet] of sheets.entries()) {
    const back = await sharp(exact.bytes, { page }).removeAlpha().raw().toBuffer()
    expect(back.equals(await enlarged(sheet))).toBe(true)
  }
  const lossy = await write('webp', source(), { scale: 2 })
  expect(lossy.bytes.length).toBeLessThan(exact.bytes.length)
})

test('between two epochs the one becomes the other, in the same time', async () => {
  const of = [0, 100].map(level => ({ count: 1, shape, pixels: new Uint8Array(192).fill(level) }))
  const made = await write('apng', source(of), { scale: 1, fade: 3, framesPerSecond: 4, holdSeconds: 0 })
  const { delays, pixels } = framesOf(made.bytes)
  expect(pixels.map(rgb => rgb[0])).toEqual([0, 25, 50, 75, 100])
  expect(delays.map(delay => delay.toFixed(3))).toEqual(['0.063', '0.062', '0.063', '0.062', '0.063'])
})

test.each(['gif', 'webp', 'apng'])('below each frame of a %s stand its epoch and its losses', async format => {
  const of = [1, 2, 3].map(seed => noise(1, [64, 220, 3], seed))
  const made = await write(format, source(of), {
    scale: 1,
    captions: 'losses',
    ...(format === 'webp' ? { lossless: true } : {})
  })
  const { data, info } = await sharp(made.bytes, { page: 0 }).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height]).toEqual([220, 64 + 13])
  const words = 'Epoch 1  D 0.50  G 1.00'
  const left = Math.floor((220 - (6 * words.length - 1)) / 2)
  const lit = new Set<string>()
  drawWords(words, (x, y) => lit.add(`${left + x},${y + 3}`))
  for (let y = 0; y < 13; y++)
    for (let x = 0; x < 220; x++) {
      const value = data[((64 + y) * 220 + x) * 3] ?? 0
      expect(value, `${x},${y}`).toBe(lit.has(`${x},${y}`) ? 255 : 0)
    }
})

test('soft edges have colours between, square pixels have none', async () => {
  const half = new Uint8Array(192).map((_, i) => (i % 24 < 12 ? 0 : 200))
  const of = [{ count: 1, shape, pixels: half }]
  const levels = async (smooth: boolean) => {
    const { pixels } = framesOf((await write('apng', source(of), { scale: 4, smooth })).bytes)
    return new Set(pixels[0]).size
  }
  expect(await levels(false)).toBe(2)
  expect(await levels(true)).toBeGreaterThan(4)
})

test('a range without samples says which there are', async () => {
  await expect(write('gif', source(), { firstEpoch: 3, lastEpoch: 2 })).rejects.toThrow(
    'The last epoch, 2, comes before the first, 3. Give them the other way round.'
  )
})

test('a walk goes from picture to picture and back, evenly; without a loop it ends at the last', async () => {
  const drawn: number[] = []
  const keys = [0, 1, 2].map(value => ({ latent: [value], knobs: {} }))
  const walked = sourceOf({
    run: { ...run, inputs: [] },
    sampled: [5],
    checkpoints: [3, 5],
    keys: () => keys,
    drawKey: async (epoch, { latent: [value = NaN] }) => {
      drawn.push(value)
      expect(epoch).toBe(5)
      return noise(1, shape, Math.round(100 * value) + 1)
    }
  })
  const options = { through: 'pictures', between: 2, way: 'linear', scale: 1 }
  for (const format of ['gif', 'apng', 'webp']) {
    drawn.length = 0
    const { bytes, facts } = await write(format, walked, options)
    expect(drawn).toEqual([0, 0.5, 1, 1.5, 2, 1])
    expect(facts).toMatchObject({ frames: 6, width: 8, height: 8 })
    if (format !== 'apng') expect((await sharp(bytes).metadata()).pages).toBe(6)
  }
  drawn.length = 0
  await write('gif', walked, { ...options, loop: false })
  expect(drawn).toEqual([0, 0.5, 1, 1.5, 2])
  await expect(write('gif', { ...walked, keys: () => keys.slice(1, 2) }, options)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('two pictures at least')
  })
})

test('MP4 is H.264 that another reader takes apart: even sides, frames as long as they should be', async () => {
  const seven: ImageShape = [7, 7, 3]
  const of = [1, 2, 3].map(seed => noise(1, seven, seed))
  const listeners = process.listenerCount('unhandledRejection')
  const made = await write(
    'mp4',
    sourceOf({
      run: { ...run, sampleCount: 1, sampleColumns: 1 },
      sampled: [1, 2, 3],
      frame: async epoch => of[epoch - 1] as SamplePixels
    }),
    { framesPerSecond: 2.5, scale: 3, holdSeconds: 2, firstSeconds: 1 }
  )
  expect(made.facts).toMatchObject({ frames: 3, width: 22, height: 22 })
  const file = new Input({ source: new BufferSource(made.bytes), formats: ALL_FORMATS })
  const track = await file.getPrimaryVideoTrack()
  if (!track) throw new Error('There is no picture in it.')
  expect([track.codec, track.codedWidth, track.codedHeight]).toEqual(['avc', 22, 22])
  // 1 + 0.4 + 2 seconds, five frames in each.
  expect(await file.computeDuration()).toBeCloseTo(3.4, 2)
  expect((await track.computePacketStats()).packetCount).toBe(17)
  // It listens for nothing that would end this process.
  expect(process.listenerCount('unhandledRejection')).toBe(listeners)
  await expect(write('webm', source())).rejects.toThrow('an encoder of VP9, which the command line does not have')
})
