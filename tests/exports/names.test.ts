/** Rows of classes with their names, read back by other programs. */
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { drawWords } from '../../src/main/drawing/lettering'
import type { SamplePixels } from '../../src/main/engine/protocol'
import { optionsOf, formats } from '../../src/main/exports'
import { exampleTraitsOf } from '../../src/main/models/examples'
import type { SamplingInput } from '../../src/shared/domain'
import { sourceOf, write } from './source'

const side = 12
/** Every picture is as bright as ten times its place. */
const samples = (count: number): SamplePixels => ({
  count,
  shape: [side, side, 1],
  pixels: new Uint8Array(count * side * side).map((_, i) => 10 * Math.floor(i / (side * side)))
})
const classes: SamplingInput = { kind: 'choice', key: 'class', label: 'Class', help: '', choices: ['cats', 'dogs'] }
const run = {
  examples: exampleTraitsOf('pictures'),
  sampleCount: 6,
  sampleColumns: 3,
  image: [side, side, 1] as never,
  inputs: [classes]
}
const grid = { pictures: 6, columns: 3, names: ['cats', 'dogs'] }
const source = () =>
  sourceOf({ run, grid, sampled: [1, 2], frame: async () => samples(6), draw: async ({ count }) => samples(count) })

async function pixelsOf(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes, { page: 0 })
    .toColourspace('b-w')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return {
    width: info.width,
    height: info.height,
    at: (x: number, y: number) => data[(y * info.width + x) * info.channels]
  }
}

/** Four dots beside four letters, of 6 each but for the last one's gap. */
const beside = 4 + 4 * 6 - 1 + 4

/** Names are beside their rows, dot for dot, and pictures of each row are these, in its middle. */
async function check(bytes: Uint8Array, rows: [name: string, pictures: number[]][], scale: number, gap = 0) {
  const size = Math.max(1, Math.floor((side * scale) / 28))
  const { width, height, at } = await pixelsOf(bytes)
  const columns = rows[0]?.[1].length ?? 0
  expect([width, height]).toEqual([
    beside * size + columns * side * scale + (columns - 1) * gap,
    rows.length * side * scale + (rows.length - 1) * gap
  ])
  for (const [row, [name, pictures]] of rows.entries()) {
    const top = row * (side * scale + gap)
    const lit = new Set<string>()
    const above = Math.floor((side * scale - 7 * size) / 2)
    drawWords(name, (x, y) => lit.add(`${x},${y}`))
    for (let y = 0; y < 7; y++)
      for (let x = 0; x < beside; x++)
        expect(at(x * size, top + above + y * size), `${name} ${x},${y}`).toBe(lit.has(`${x - 4},${y}`) ? 255 : 0)
    for (const [column, picture] of pictures.entries())
      expect(at(beside * size + column * (side * scale + gap) + 2, top + 2)).toBe(10 * picture)
  }
}

test.each(['gif', 'webp', 'apng'])('a %s has the name of each class beside its row', async format => {
  const made = await write(format, source(), {
    names: true,
    scale: 3,
    ...(format === 'webp' ? { lossless: true } : {})
  })
  await check(
    made.bytes,
    [
      ['cats', [0, 1, 2]],
      ['dogs', [3, 4, 5]]
    ],
    3
  )
})

test('with fewer columns each row has fewer of its own class; without names pictures lie as they fit', async () => {
  const made = await write('gif', source(), { names: true, columns: 2, scale: 1 })
  await check(
    made.bytes,
    [
      ['cats', [0, 1]],
      ['dogs', [3, 4]]
    ],
    1
  )
  const plain = await pixelsOf((await write('gif', source(), { columns: 2, rows: 2, scale: 1 })).bytes)
  expect([plain.width, plain.height, plain.at(2, side + 2)]).toEqual([2 * side, 2 * side, 20])
})

test('words below stand under names and pictures together', async () => {
  const { bytes } = await write('gif', source(), { names: true, captions: 'epoch', scale: 1 })
  const { width, height } = await pixelsOf(bytes)
  expect([width, height]).toEqual([beside + 3 * side, 2 * side + 13])
})

test('a PNG of fresh draws has a row for each class, and nothing where one has fewer', async () => {
  const made = await write('png', sourceOf({ run, checkpoints: [1], draw: async ({ count }) => samples(count) }), {
    count: 5,
    names: true,
    gap: 2
  })
  // Classes come in turn: the third of the dogs was not drawn.
  await check(
    made.bytes,
    [
      ['cats', [0, 2, 4]],
      ['dogs', [1, 3, 0]]
    ],
    1,
    2
  )
  expect(made.facts).toMatchObject({ count: 5, columns: 3, rows: 2 })
  const one = await write('png', sourceOf({ run, checkpoints: [1], draw: async ({ count }) => samples(count) }), {
    count: 3,
    names: true,
    class: '1'
  })
  const { width } = await pixelsOf(one.bytes)
  expect(width).toBe(beside + 2 * side)
})

test('a PNG of what is shown has its names', async () => {
  const made = await write('png', { ...source(), checkpoints: [1], staged: true, stageEpoch: 1 }, { names: true })
  await check(
    made.bytes,
    [
      ['cats', [0, 1, 2]],
      ['dogs', [3, 4, 5]]
    ],
    1
  )
})

test('names are offered where rows have some', () => {
  const offered = (format: string, without: Partial<typeof run & { grid: typeof grid }>) => {
    const { grid: shown = grid, ...less } = without
    const has = sourceOf({ run: { ...run, ...less }, grid: shown, sampled: [1], checkpoints: [1] })
    return optionsOf(formats.find(format), has).some(({ key }) => key === 'names')
  }
  expect([offered('gif', {}), offered('png', {})]).toEqual([true, true])
  expect([offered('gif', { grid: { ...grid, names: [] } }), offered('png', { inputs: [] })]).toEqual([false, false])
})

test('a long name is cut off rather than the pictures', async () => {
  const long = sourceOf({
    run,
    grid: { ...grid, names: ['a'.repeat(60), 'dogs'] },
    sampled: [1],
    frame: async () => samples(6)
  })
  const { width } = await pixelsOf((await write('apng', long, { names: true, scale: 1 })).bytes)
  expect(width).toBe(4 + 20 * 6 - 1 + 4 + 3 * side)
})
