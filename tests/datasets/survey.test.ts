/** The report on a folder of real files: every odd one by kind, counts of the others. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import sharp, { type Sharp } from 'sharp'
import { importImages, openSource, type ImportReport } from '../../src/main/datasets'
import { Alike } from '../../src/main/datasets/survey/alike'
import { findingKinds } from '../../src/shared/domain'
import { decoder } from './decoder'
import { fill, halves, plain, temporaryFolder } from './folder'

/** Soft blotches of colour, others for another seed: what photographs look like from afar. */
function blotches(seed: number, width: number, height: number): Sharp {
  let state = seed
  const random = (): number => (state = (state * 16807) % 2147483647) % 256
  for (let i = 0; i < 10; i++) random()
  return sharp(Uint8Array.from({ length: 5 * 4 * 3 }, random), { raw: { width: 5, height: 4, channels: 3 } }).resize(
    width,
    height,
    { fit: 'fill', kernel: 'cubic' }
  )
}

async function survey(folder: string): Promise<ImportReport> {
  const out = await temporaryFolder()
  return importImages(openSource('folder', folder), decoder, ({ size }) => join(out, `${size}.u8`))
}

const named = ({ findings }: ImportReport) =>
  Object.fromEntries(findings.map(({ kind, found }) => [kind, found.map(({ path, detail }) => [path, detail])]))

test('every odd file is named once under its kind, and the folder stays as it was', async () => {
  const folder = await temporaryFolder()
  const [jpeg, png] = [await blotches(1, 90, 80).jpeg().toBuffer(), await blotches(2, 90, 80).png().toBuffer()]
  await fill(folder, {
    'good.jpg': jpeg,
    'again.jpg': jpeg,
    'cut.jpg': jpeg.subarray(0, jpeg.length / 2),
    'broken.png': Buffer.concat([png.subarray(0, 60), Buffer.alloc(png.length - 60, 7)]),
    'none.png': '',
    'wrong.jpg': png,
    'dot.png': plain(5, 4, { r: 1, g: 200, b: 3 }),
    'grey.png': await blotches(4, 70, 70).greyscale().png().toBuffer(),
    'clear.png': await blotches(5, 70, 70).ensureAlpha(0.5).png().toBuffer(),
    'print.jpg': await blotches(6, 70, 70).toColourspace('cmyk').jpeg().toBuffer(),
    'deep.png': await blotches(7, 70, 70).toColourspace('rgb16').png().toBuffer(),
    'turned.jpg': await blotches(8, 80, 70).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    'moves.gif': await sharp(await blotches(9, 70, 140).raw().toBuffer(), {
      raw: { width: 70, height: 140, channels: 3, pageHeight: 70 }
    })
      .gif()
      .toBuffer()
  })
  const before = await contents(folder)
  const report = await survey(folder)
  expect(await contents(folder)).toEqual(before)
  expect(named(report)).toEqual({
    unreadable: [['broken.png', 'The file is damaged or cut short.']],
    empty: [['none.png', 'The file is empty (0 bytes).']],
    truncated: [['cut.jpg', 'The file is cut short.']],
    duplicate: [['good.jpg', 'The same picture as “again.jpg”.']],
    misnamed: [['wrong.jpg', 'By its content it is PNG.']],
    tiny: [['dot.png', '5 × 4 pixels.']],
    grey: [['grey.png', '']],
    transparent: [['clear.png', '']],
    animated: [['moves.gif', '2 frames.']],
    cmyk: [['print.jpg', '']],
    deep: [['deep.png', '16 bits per channel.']],
    turned: [['turned.jpg', '']]
  })
  expect(report.survey).toMatchObject({
    formats: [
      { name: 'PNG', count: 5 },
      { name: 'JPEG', count: 4 },
      { name: 'GIF', count: 1 }
    ],
    depths: [
      { name: '8 bits', count: 9 },
      { name: '16 bits', count: 1 }
    ]
  })
  const total = (counts: { count: number }[] = []) => counts.reduce((sum, { count }) => sum + count, 0)
  for (const counts of Object.values(report.survey ?? {})) expect(total(counts)).toBe(report.images.length)
})

test('the same picture saved again, smaller or otherwise, is nearly the same; others are not', async () => {
  const alike = await temporaryFolder()
  await fill(alike, {
    ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`b${i}.png`, blotches(100 + i, 300, 300)])),
    'a.png': blotches(7, 400, 300),
    'c.jpg': await blotches(7, 400, 300).jpeg({ quality: 60 }).toBuffer(),
    'd.webp': await sharp(await blotches(7, 400, 300).png().toBuffer())
      .resize(200, 150)
      .webp()
      .toBuffer(),
    'e.png': await blotches(7, 400, 300).negate().png().toBuffer(),
    // Surfaces of one colour say nothing.
    'plain1.png': plain(80, 80, { r: 9, g: 90, b: 9 }),
    'plain2.png': plain(90, 90, { r: 9, g: 91, b: 9 })
  })
  const { alike: found = [] } = named(await survey(alike))
  expect(found).toEqual([
    ['c.jpg', 'Nearly the same picture as “a.png”.'],
    ['d.webp', 'Nearly the same picture as “a.png”.']
  ])
})

test('an ordinary folder has nothing odd', async () => {
  const ordinary = await temporaryFolder()
  await fill(ordinary, { 'a.png': blotches(1, 100, 70), 'b.jpg': blotches(2, 100, 70), 'c.png': halves(80, 80) })
  const { findings, survey: counts } = await survey(ordinary)
  expect(findings).toEqual([])
  expect(counts?.sizes).toEqual([
    { name: '100×70', count: 2 },
    { name: '80×80', count: 1 }
  ])
  expect(counts?.aspects).toEqual([
    { name: 'landscape', count: 2 },
    { name: 'square', count: 1 }
  ])
  expect(new Set(findingKinds).size).toBe(findingKinds.length)
})

/** Bytes by name. */
async function contents(where: string): Promise<Record<string, string>> {
  const names = await readdir(where)
  return Object.fromEntries(
    await Promise.all(names.map(async name => [name, (await readFile(join(where, name))).toString('base64')] as const))
  )
}

test('what is remembered of a picture is its look, and not the message that it came in', () => {
  const message = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 37) % 251)
  const look = message.subarray(100, 356)
  const same = Uint8Array.from(look)
  const alike = new Alike()
  expect(alike.add('first.png', look)).toBeNull()
  message.fill(0)
  expect(alike.add('again.png', same)).toBe('first.png')
})
