/** Words in picture files: other readers still see the same picture, and find the words where their format has them. */
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { originIn, withOrigin } from '../../src/shared/origin'

const picture = () => sharp({ create: { width: 5, height: 3, channels: 3, background: '#2a7' } })
/** Two frames, one above the other. */
const film = () => sharp(Buffer.alloc(4 * 6 * 3, 200), { raw: { width: 4, height: 6, channels: 3, pageHeight: 3 } })
const origin = { atelier: 1, name: 'Kleider — Übung "7" <&>', latents: Array.from({ length: 200 }, (_, i) => i / 7) }

for (const [what, mediaType, make] of [
  ['PNG', 'image/png', () => picture().png()],
  ['GIF', 'image/gif', () => picture().gif()],
  ['an animated GIF', 'image/gif', () => film().gif({ delay: [50, 50] })],
  ['lossy WebP', 'image/webp', () => picture().webp()],
  ['lossless WebP', 'image/webp', () => picture().webp({ lossless: true })],
  ['an animated WebP', 'image/webp', () => film().webp({ delay: [50, 50] })]
] as const)
  test(`${what} carries where it comes from, and is the same picture`, async () => {
    const bytes = new Uint8Array(await make().toBuffer())
    expect(originIn(bytes)).toBeUndefined()
    const with_ = withOrigin(mediaType, bytes, origin)
    expect(originIn(with_)).toEqual(origin)
    const [before, after] = [bytes, with_].map(each => sharp(each, { pages: -1 }))
    expect(await after?.raw().toBuffer()).toEqual(await before?.raw().toBuffer())
    const { width, height, pages } = await sharp(bytes).metadata()
    expect(await sharp(with_).metadata()).toMatchObject({ width, height, ...(pages === undefined ? {} : { pages }) })
  })

test('sharp finds it as PNG text and as XMP', async () => {
  const png = withOrigin('image/png', new Uint8Array(await picture().png().toBuffer()), origin)
  const { comments } = await sharp(png).metadata()
  expect(JSON.parse(comments?.find(({ keyword }) => keyword === 'Atelier')?.text ?? 'null')).toEqual(origin)
  const webp = withOrigin('image/webp', new Uint8Array(await picture().webp().toBuffer()), origin)
  expect(String((await sharp(webp).metadata()).xmp)).toContain('xmp:CreatorTool="Atelier"')
})

test('a file of another kind, cut short or with other words has nothing of it', async () => {
  expect(originIn(new Uint8Array(await picture().jpeg().toBuffer()))).toBeUndefined()
  expect(originIn(Uint8Array.from(deflateSync('words')))).toBeUndefined()
  expect(withOrigin('text/csv', Uint8Array.of(1), origin)).toEqual(Uint8Array.of(1))
  for (const [mediaType, make] of [
    ['image/png', () => picture().png()],
    ['image/gif', () => picture().gif()],
    ['image/webp', () => picture().webp()]
  ] as const) {
    const whole = withOrigin(mediaType, new Uint8Array(await make().toBuffer()), origin)
    for (let length = 0; length < whole.length; length += 7) originIn(whole.subarray(0, length))
    expect(originIn(whole.subarray(0, 40))).toBeUndefined()
    expect(withOrigin(mediaType, whole.subarray(0, 6), origin)).toEqual(whole.subarray(0, 6))
  }
})

test('videos carry it behind what players read', () => {
  const box = (kind: string, content = ''): Buffer => {
    const whole = Buffer.from(`0000${kind}${content}`, 'latin1')
    whole.writeUInt32BE(whole.length)
    return whole
  }
  const mp4 = new Uint8Array(Buffer.concat([box('ftyp', 'isom'), box('mdat', 'frames'), box('moov')]))
  const webm = Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3, ...new Uint8Array(60)])
  for (const [mediaType, bytes] of [
    ['video/mp4', mp4],
    ['video/webm', webm]
  ] as const) {
    expect(originIn(bytes)).toBeUndefined()
    const whole = withOrigin(mediaType, bytes, origin)
    expect(originIn(whole)).toEqual(origin)
    expect(whole.subarray(0, bytes.length)).toEqual(bytes)
    for (let length = 0; length < whole.length; length += 7) expect(originIn(whole.subarray(0, length))).toBeUndefined()
    expect(withOrigin(mediaType, bytes.subarray(0, 6), origin)).toEqual(bytes.subarray(0, 6))
  }
})
