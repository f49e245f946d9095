import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { SamplePixels } from '../../src/main/engine/protocol'
import { makeGif, type GifColours } from '../../src/main/exports/gif'
import { film, type FilmOptions } from '../../src/main/exports/tools/film'
import type { WorkOptions } from '../../src/main/lib/progress'
import { layTiles } from '../../src/main/drawing/sheet'
import { formats } from '../../src/main/exports'
import type { ImageShape } from '../../src/shared/domain'
import { noise } from './noise'
import { sourceOf } from './source'

const options = (given: Partial<FilmOptions> = {}): FilmOptions => ({
  framesPerSecond: 8,
  firstSeconds: 0,
  holdSeconds: 2,
  smooth: false,
  fade: 0,
  columns: 2,
  rows: 2,
  scale: 1,
  ...given
})
/** Without words below the frames. */
const gifOf = async (frames: (() => Promise<SamplePixels>)[], made: FilmOptions, work: WorkOptions = {}) =>
  makeGif(
    film(
      frames.map(samples => ({ samples, caption: null })),
      made,
      work
    )
  )
const lazily = (frames: SamplePixels[]) => frames.map(frame => async () => frame)

/** Reads a GIF with libvips: every frame's pixels, delays in milliseconds, loop. */
async function readBack(gif: Uint8Array) {
  const { pages, delay, loop, pageHeight } = await sharp(gif, { animated: true }).metadata()
  const { data, info } = await sharp(gif, { animated: true }).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const each = data.length / (pages ?? 1)
  return {
    pages,
    delay,
    loop,
    width: info.width,
    height: pageHeight ?? info.height,
    frames: Array.from({ length: pages ?? 1 }, (_, i) => data.subarray(i * each, (i + 1) * each))
  }
}

const reds = (rgb: Uint8Array | undefined) => Uint8Array.from((rgb ?? []).filter((_, i) => i % 3 === 0))

/** Smooth colour pictures, different in every frame: what samples of a trained network are like. */
function smooth(frame: number, count: number, [height, width, channels]: ImageShape): SamplePixels {
  const pixels = new Uint8Array(count * height * width * channels)
  for (let i = 0, at = 0; i < count; i++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++) {
          pixels[at++] = Math.round(127.5 + 127 * Math.sin(x / (5 + c) + y / (9 - c) + i + frame / 3))
        }
  return { count, shape: [height, width, channels], pixels }
}

test('grey frames come back exactly, with their number, size, pace and hold', async () => {
  const samples = [1, 2, 3, 4, 5].map(seed => noise(4, [28, 28, 1], seed))
  const made = await gifOf(lazily(samples), options({ scale: 3, framesPerSecond: 8, holdSeconds: 2 }))
  expect(made).toMatchObject({ width: 168, height: 168, frames: 5 })
  const back = await readBack(made.bytes)
  expect(back).toMatchObject({ pages: 5, width: 168, height: 168, loop: 0, delay: [130, 120, 130, 120, 2000] })
  samples.forEach((sample, n) => {
    const laid = layTiles(sample, 2, 2)
    const frame = back.frames[n] ?? new Uint8Array()
    let wrong = 0
    for (let y = 0; y < 168; y++)
      for (let x = 0; x < 168; x++) {
        const value = laid.pixels[Math.floor(y / 3) * 56 + Math.floor(x / 3)]
        for (let c = 0; c < 3; c++) if (frame[(y * 168 + x) * 3 + c] !== value) wrong++
      }
    expect(wrong).toBe(0)
  })
})

test('colour frames stay close, and each its own', async () => {
  const samples = Array.from({ length: 6 }, (_, i) => smooth(i, 4, [64, 64, 3]))
  const { frames, pages } = await readBack((await gifOf(lazily(samples), options())).bytes)
  expect(pages).toBe(6)
  expect(new Set(frames.map(frame => frame.toString('latin1'))).size).toBe(6)
  samples.forEach((sample, n) => {
    const wanted = layTiles(sample, 2, 2).pixels
    const frame = frames[n] ?? new Uint8Array()
    expect(frame.length).toBe(wanted.length)
    const error = wanted.reduce((sum, value, i) => sum + Math.abs(value - (frame[i] ?? 0)), 0) / wanted.length
    // 256 colours for a rainbow: a few levels off on average, not none (it is reduced) and not many.
    expect(error).toBeGreaterThan(0)
    expect(error).toBeLessThan(8)
  })
})

test('colour frames of few colours are exact', async () => {
  const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) =>
    i % 3 === 0 ? Math.floor(i / 3) : i % 3 === 1 ? 7 : 200
  )
  const { frames } = await readBack((await gifOf(lazily([{ count: 1, shape: [16, 16, 3], pixels }]), options())).bytes)
  expect([...(frames[0] ?? [])]).toEqual([...pixels])
})

test('frames that are alike all stay', async () => {
  const still = noise(4, [8, 8, 1])
  const { pages } = await readBack((await gifOf(lazily([still, still, still]), options())).bytes)
  expect(pages).toBe(3)
})

describe('the compressor, read back by another program', () => {
  // Lengths around each change of code width and around a full dictionary, where an encoder goes wrong by one.
  test.each([1, 2, 3, 5, 16, 61, 62, 63, 64, 65, 127, 128])('noise of side %i', async side => {
    const sample = noise(1, [side, side, 1], side)
    const { frames } = await readBack((await gifOf(lazily([sample]), options())).bytes)
    expect(Buffer.from(sample.pixels).equals(reds(frames[0]))).toBe(true)
  })

  test.each([2, 3, 4, 5, 9, 17, 33])('%i colours', async colours => {
    const grey = noise(1, [40, 40, 1], colours).pixels.map(value => (value % colours) * 7)
    const pixels = Uint8Array.from({ length: grey.length * 3 }, (_, i) => grey[Math.floor(i / 3)] ?? 0)
    const { frames } = await readBack(
      (await gifOf(lazily([{ count: 1, shape: [40, 40, 3], pixels }]), options())).bytes
    )
    expect(Buffer.from(grey).equals(reds(frames[0]))).toBe(true)
  })
})

test('the grid shrinks to the samples there are', async () => {
  const three = lazily([noise(3, [4, 4, 1])])
  expect(await gifOf(three, options({ columns: 5, rows: 5 }))).toMatchObject({ width: 12, height: 4 })
  expect(await gifOf(three, options({ columns: 2, rows: 5 }))).toMatchObject({ width: 8, height: 8 })
})

test('a slow pace and a short hold', async () => {
  const made = await gifOf(
    lazily([1, 2, 3].map(seed => noise(1, [4, 4, 1], seed))),
    options({ framesPerSecond: 0.5, holdSeconds: 0 })
  )
  expect((await readBack(made.bytes)).delay).toEqual([2000, 2000, 2000])
})

test('reports progress and gives the event loop its turn', async () => {
  const longest: number[] = []
  // A busy machine may hold anybody up for once: the best of a few counts.
  for (let attempt = 0; attempt < 5 && Math.min(...longest) >= 250; attempt++) {
    const steps: string[] = []
    let [held, last] = [0, performance.now()]
    const watch = setInterval(() => {
      held = Math.max(held, performance.now() - last)
      last = performance.now()
    }, 1)
    await gifOf(lazily(Array.from({ length: 4 }, (_, i) => noise(4, [128, 128, 1], i))), options({ scale: 8 }), {
      progress: p => steps.push(`${p.done}/${p.total}`)
    })
    clearInterval(watch)
    expect(steps).toEqual(['1/4', '2/4', '3/4', '4/4'])
    longest.push(held)
  }
  // One such frame alone is 4 million pixels, some 60 ms in one go.
  expect(Math.min(...longest)).toBeLessThan(250)
})

test('stops when cancelled', async () => {
  const stop = new AbortController()
  const frames = Array.from({ length: 20 }, (_, i) => async () => noise(4, [32, 32, 1], i))
  const made = gifOf(frames, options(), {
    signal: stop.signal,
    progress: ({ done }) => {
      if (done === 3) stop.abort()
    }
  })
  await expect(made).rejects.toMatchObject({ code: 'cancelled' })
})

test('says what is wrong: nothing to show, unlike frames, too large', async () => {
  await expect(gifOf([], options())).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('no samples')
  })
  await expect(gifOf(lazily([noise(1, [4, 4, 1]), noise(1, [8, 8, 1])]), options())).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('differ')
  })
  const many = Array.from({ length: 300 }, () => async () => noise(1, [256, 256, 1]))
  await expect(gifOf(many, options({ scale: 16 }))).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('300 frames of 4096×4096')
  })
})

test.each([
  [6, 3, { columns: [3, 6], rows: [2, 6] }],
  [400, 20, { columns: [20, 400], rows: [20, 400] }],
  // Fewer than a row was to have.
  [2, 4, { columns: [2, 2], rows: [1, 2] }]
])('of %i samples in rows of %i the grid can be all of them and no more', (sampleCount, sampleColumns, wanted) => {
  const found = formats.find('gif').options(sourceOf({ run: { sampleCount, sampleColumns, image: [28, 28, 1] } }))
  for (const [key, [usual, most]] of Object.entries(wanted))
    expect(found.find(option => option.key === key)).toMatchObject({ default: usual, min: 1, max: most })
})

describe('colours that all frames share', () => {
  const moving = Array.from({ length: 12 }, (_, i) => smooth(i, 4, [48, 48, 3]))
  const made = (colours: Partial<GifColours>) =>
    makeGif(
      film(
        lazily(moving).map(samples => ({ samples, caption: null })),
        options(),
        {}
      ),
      { shared: false, dither: 0, ...colours }
    )
  /** Mean of squares, of single pixels, or of means over squares of `side`. */
  async function error(gif: Uint8Array, side = 1): Promise<number> {
    const { frames, width } = await readBack(gif)
    const meansOf = (rgb: Uint8Array): Float64Array => {
      const across = width / side
      const sums = new Float64Array(3 * across * across)
      for (let i = 0; i < rgb.length; i++) {
        const [pixel, channel] = [Math.floor(i / 3), i % 3]
        const block = Math.floor(Math.floor(pixel / width) / side) * across + Math.floor((pixel % width) / side)
        sums[3 * block + channel] = (sums[3 * block + channel] ?? 0) + (rgb[i] ?? 0) / side ** 2
      }
      return sums
    }
    let [sum, count] = [0, 0]
    frames.forEach((frame, n) => {
      const wanted = meansOf(layTiles(moving[n] as SamplePixels, 2, 2).pixels)
      meansOf(frame).forEach((value, i) => (sum += (value - (wanted[i] ?? 0)) ** 2))
      count += wanted.length
    })
    return sum / count
  }

  test('one palette stands in the header alone, and what is nearest in it is taken', async () => {
    const [own, shared] = [await made({}), await made({ shared: true })]
    const hasCommon = (gif: Uint8Array): boolean => ((gif[10] ?? 0) & 0x80) !== 0
    expect([hasCommon(own.bytes), hasCommon(shared.bytes)]).toEqual([false, true])
    const { frames, pages } = await readBack(shared.bytes)
    expect(pages).toBe(12)
    const colours = new Set<number>()
    for (const frame of frames)
      for (let i = 0; i < frame.length; i += 3)
        colours.add(((frame[i] ?? 0) << 16) | ((frame[i + 1] ?? 0) << 8) | (frame[i + 2] ?? 0))
    expect(colours.size).toBeGreaterThan(100)
    expect(colours.size).toBeLessThanOrEqual(256)
    // All twelve frames with 256 colours: coarser than each with its own, and still near.
    expect(await error(shared.bytes)).toBeGreaterThan(await error(own.bytes))
    expect(await error(shared.bytes)).toBeLessThan(120)
  })

  test.each([false, true])('dithered, areas are nearer and pixels are not (one palette: %s)', async shared => {
    const [flat, grained] = [await made({ shared }), await made({ shared, dither: 1 })]
    expect(await error(grained.bytes, 8)).toBeLessThan(0.8 * (await error(flat.bytes, 8)))
    expect(await error(grained.bytes)).toBeGreaterThan(await error(flat.bytes))
  })

  test('grey frames stay exact, with one palette for all', async () => {
    const grey = Array.from({ length: 3 }, (_, seed) => noise(4, [8, 8, 1], seed))
    const shots = lazily(grey).map(samples => ({ samples, caption: null }))
    const { bytes } = await makeGif(film(shots, options(), {}), { shared: true, dither: 1 })
    const { frames } = await readBack(bytes)
    grey.forEach((sample, n) => {
      expect(Buffer.from(layTiles(sample, 2, 2).pixels).equals(reds(frames[n]))).toBe(true)
    })
    expect((bytes[10] ?? 0) & 0x80).toBe(0x80)
  })
})
