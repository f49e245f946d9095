import { expect, test } from 'vitest'
import { decodeBmp, isBmp } from '../../src/main/datasets/pictures/bmp'
import { uniformStream } from '../../src/shared/random'
import { writeBmp, type BmpRecipe } from './bmp'

type Colour = [number, number, number]
const next = uniformStream('bmp')
const byte = (): number => Math.floor(next() * 256)
const colours = (count: number): Colour[] => Array.from({ length: count }, () => [byte(), byte(), byte()])
const limit = 1e6

/** 7 × 5: no row ends on a whole word, at any depth. */
function picture(palette: Colour[]): Pick<BmpRecipe, 'width' | 'height' | 'pixels'> {
  return {
    width: 7,
    height: 5,
    pixels: Array.from({ length: 35 }, () => palette[Math.floor(next() * palette.length)] ?? [0, 0, 0])
  }
}

const read = (bytes: Buffer) => {
  const { pixels, width, height, channels } = decodeBmp(bytes, limit)
  return {
    width,
    height,
    pixels: Array.from({ length: width * height }, (_, i) => [...pixels.subarray(i * channels, i * channels + 3)])
  }
}

test.each([
  [1, 2],
  [4, 16],
  [8, 256],
  [8, 9]
] as const)('%i bits with a palette of %i', (bits, count) => {
  const palette = colours(count)
  const wanted = picture(palette)
  for (const variant of [{}, { topDown: true }, { oldHeader: true }])
    expect(read(writeBmp({ ...wanted, ...variant, bits, palette }))).toEqual(wanted)
})

test.each([24, 32] as const)('%i bits', bits => {
  const wanted = picture(colours(35))
  for (const variant of [{}, { topDown: true }]) expect(read(writeBmp({ ...wanted, ...variant, bits }))).toEqual(wanted)
})

test('16 bits: five each, and with fields of five, six, five', () => {
  const wanted = picture([
    [0, 0, 0],
    [255, 255, 255],
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255]
  ])
  const five = ([r, g, b]: Colour) => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3)
  expect(read(writeBmp({ ...wanted, bits: 16, pack: five }))).toEqual(wanted)
  const six = ([r, g, b]: Colour) => ((r >> 3) << 11) | ((g >> 2) << 5) | (b >> 3)
  expect(read(writeBmp({ ...wanted, bits: 16, fields: [0xf800, 0x07e0, 0x001f], pack: six }))).toEqual(wanted)
})

test('32 bits with fields in another order, and an alpha field', () => {
  const wanted = picture(colours(35))
  const bgr =
    (alpha: number) =>
    ([r, g, b]: Colour) =>
      ((alpha << 24) | (b << 16) | (g << 8) | r) >>> 0
  const masks = [0xff, 0xff00, 0xff0000]
  expect(read(writeBmp({ ...wanted, bits: 32, fields: masks, pack: bgr(0) }))).toEqual(wanted)
  const half = decodeBmp(writeBmp({ ...wanted, bits: 32, fields: [...masks, 0xff000000], pack: bgr(128) }), limit)
  expect([half.channels, half.pixels[3]]).toEqual([4, 128])
  // An alpha field that is zero everywhere was never filled in.
  const unfilled = decodeBmp(writeBmp({ ...wanted, bits: 32, fields: [...masks, 0xff000000], pack: bgr(0) }), limit)
  expect(unfilled.pixels[3]).toBe(255)
})

test('RLE8: runs, literals, a jump, ends of line and picture', () => {
  const palette: Colour[] = [
    [1, 1, 1],
    [2, 2, 2],
    [3, 3, 3],
    [4, 4, 4]
  ]
  // From the bottom: 2 2 2 3, then literals 1 2 3 (padded to a word) and end of line, then a jump of 2 right, 0 up.
  const runs = [3, 1, 1, 2, 0, 0, 0, 3, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 2, 3, 0, 1]
  const { pixels } = decodeBmp(writeBmp({ bits: 8, width: 4, height: 3, pixels: [], palette, runs }), limit)
  expect([...pixels].filter((_, i) => i % 3 === 0)).toEqual([1, 1, 4, 4, 1, 2, 3, 1, 2, 2, 2, 3])
})

test('RLE4: runs alternate, literals are packed', () => {
  const palette: Colour[] = [
    [1, 1, 1],
    [2, 2, 2],
    [3, 3, 3],
    [4, 4, 4]
  ]
  const runs = [5, 0x12, 0, 0, 0, 5, 0x01, 0x23, 0x10, 0, 0, 1]
  const { pixels } = decodeBmp(writeBmp({ bits: 4, width: 5, height: 2, pixels: [], palette, runs }), limit)
  expect([...pixels].filter((_, i) => i % 3 === 0)).toEqual([1, 2, 3, 4, 2, 2, 3, 2, 3, 2])
})

test('every cut-short bitmap is refused or read, never a crash', () => {
  const whole = [
    writeBmp({ ...picture(colours(35)), bits: 24 }),
    writeBmp({
      bits: 8,
      width: 4,
      height: 3,
      pixels: [],
      palette: colours(4),
      runs: [3, 1, 1, 2, 0, 0, 4, 2, 0, 0, 4, 3, 0, 1]
    })
  ]
  for (const file of whole)
    for (let length = 2; length < file.length; length++) {
      const cut = file.subarray(0, length)
      expect(isBmp(cut)).toBe(true)
      try {
        decodeBmp(cut, limit)
      } catch (error) {
        expect(error).toMatchObject({ name: 'UnreadablePicture' })
      }
    }
  expect(() => decodeBmp((whole[0] ?? Buffer.alloc(0)).subarray(0, 100), limit)).toThrow('cut short')
})

test('refuses what it cannot read, with the reason', () => {
  const good = writeBmp({ ...picture(colours(35)), bits: 24 })
  const spoil = (at: number, value: number): Buffer => {
    const copy = Buffer.from(good)
    copy.writeUInt16LE(value, at)
    return copy
  }
  expect(() => decodeBmp(spoil(28, 13), limit)).toThrow('13 bits per pixel')
  expect(() => decodeBmp(spoil(30, 4), limit)).toThrow('compression')
  expect(() => decodeBmp(spoil(18, 0), limit)).toThrow('zero')
  expect(() => decodeBmp(spoil(24, 999), limit)).toThrow('too large')
  expect(() => decodeBmp(spoil(14, 7), limit)).toThrow('kind that is not read')
})
