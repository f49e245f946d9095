/** Samples, a file each: read back from the archive by another reader, in exact pixels and enlarged. */
import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { ImageShape } from '../../src/shared/domain'
import { noise } from './noise'
import { sourceOf, write } from './source'

const shape: ImageShape = [6, 8, 3]
const drawn = noise(12, shape, 5)
const source = sourceOf({
  run: { image: shape, inputs: [], examples: { scatter: false } as never },
  checkpoints: [1],
  draw: async ({ seed, count }) => {
    expect([seed, count]).toEqual([7, 12])
    return drawn
  }
})

test('each sample is a PNG of its own, by a name that sorts, in exact pixels', async () => {
  const { bytes, facts } = await write('samples', source, { seed: 7, count: 12 })
  const files = unzipSync(bytes)
  expect(Object.keys(files)).toEqual(Array.from({ length: 12 }, (_, i) => `${String(i + 1).padStart(2, '0')}.png`))
  for (const [i, png] of Object.values(files).entries()) {
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
    expect([info.height, info.width, info.channels]).toEqual(shape)
    expect(new Uint8Array(data)).toEqual(drawn.pixels.slice(i * 144, (i + 1) * 144))
  }
  expect(facts).toEqual({ count: 12, seed: 7 })
  expect((await write('samples', source, { seed: 7, count: 12 })).bytes).toEqual(bytes)
})

test('enlarged, every pixel is a square', async () => {
  const { bytes } = await write('samples', source, { seed: 7, count: 12, scale: 3 })
  const [first = new Uint8Array()] = Object.values(unzipSync(bytes))
  const { data, info } = await sharp(first).raw().toBuffer({ resolveWithObject: true })
  expect([info.height, info.width]).toEqual([18, 24])
  expect([...data.subarray(0, 3)]).toEqual([...drawn.pixels.subarray(0, 3)])
  expect([...data.subarray(6, 12)]).toEqual([...drawn.pixels.subarray(0, 3), ...drawn.pixels.subarray(3, 6)])
})
