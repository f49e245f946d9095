import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { encodeSheet } from '../../src/main/drawing/sheet'
import { decodeSheet } from './decode-sheet'
import { noise } from './noise'

describe.each([1, 3])('%i channels', channels => {
  test.each([1, 2, 3, 5, 9, 10])('%i pictures come back exactly', async count => {
    const samples = noise(count, [7, 5, channels])
    const sheet = await encodeSheet(samples)
    expect(sheet).toMatchObject({
      tileWidth: 5,
      tileHeight: 7,
      count,
      columns: Math.ceil(Math.sqrt(count)),
      rows: Math.ceil(count / Math.ceil(Math.sqrt(count)))
    })
    expect(await sharp(sheet.png).metadata()).toMatchObject({
      format: 'png',
      channels,
      width: sheet.columns * 5,
      height: sheet.rows * 7
    })
    expect(await decodeSheet(sheet)).toEqual(samples)
  })

  test.each([
    [1, 3],
    [3, 1],
    [2, 2]
  ])('a gap of 3 with %i columns comes back exactly', async columns => {
    const samples = noise(3, [4, 4, channels])
    const sheet = await encodeSheet(samples, { columns, gap: 3 })
    const { width, height } = await sharp(sheet.png).metadata()
    expect([width, height]).toEqual([columns * 4 + (columns - 1) * 3, sheet.rows * 4 + (sheet.rows - 1) * 3])
    expect(await decodeSheet(sheet)).toEqual(samples)
  })
})

test('fills row by row, and leaves unused places black', async () => {
  const pixels = Uint8Array.from([10, 20, 30])
  const { png } = await encodeSheet({ count: 3, shape: [1, 1, 1], pixels })
  expect([...(await sharp(png).toColourspace('b-w').raw().toBuffer())]).toEqual([10, 20, 30, 0])
})

test('the same samples make the same bytes', async () => {
  const samples = noise(6, [8, 8, 3])
  expect((await encodeSheet(samples)).png).toEqual((await encodeSheet(samples)).png)
})

test('refuses no pictures, and pixels that do not fit the shape', async () => {
  await expect(encodeSheet({ count: 0, shape: [2, 2, 1], pixels: new Uint8Array(0) })).rejects.toMatchObject({
    code: 'bad-input'
  })
  await expect(encodeSheet({ count: 2, shape: [2, 2, 1], pixels: new Uint8Array(7) })).rejects.toMatchObject({
    code: 'bad-input'
  })
})
