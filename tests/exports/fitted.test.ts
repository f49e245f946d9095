import { expect, test } from 'vitest'
import { formats } from '../../src/main/exports'
import type { Holdings } from '../../src/main/exports/format'
import { chosenEpochs } from '../../src/main/exports/tools/film'

/** The defaults of a run with so many epochs. */
function defaults(epochs: number, run: { size: number; count: number; columns: number }) {
  const sampled = Array.from({ length: epochs }, (_, i) => i + 1)
  const holdings = {
    sampled,
    checkpoints: sampled,
    framed: sampled,
    grid: { pictures: run.count, columns: run.columns, names: [] },
    run: { image: [run.size, run.size, 3], sampleCount: run.count, sampleColumns: run.columns, inputs: [] }
  } as unknown as Holdings
  const options = formats.find('gif').options(holdings)
  const of = (key: string): number => Number(options.find(option => option.key === key)?.default)
  const frames = chosenEpochs(sampled, of('firstEpoch'), of('lastEpoch'), of('every'))
  const pixels = of('columns') * of('rows') * run.size ** 2
  return { frames, every: of('every'), scale: of('scale'), megabytes: (frames.length * pixels * of('scale')) / 1e6 }
}
const small = { size: 28, count: 25, columns: 5 }

test('a short run is shown whole, about 400 pixels across', () => {
  expect(defaults(30, small)).toMatchObject({ every: 1, scale: 3 })
  expect(defaults(60, small).frames).toHaveLength(60)
})

test.each([61, 200, 645, 5000])('of %d epochs about 60 are shown, from the first to the last', epochs => {
  const { frames } = defaults(epochs, small)
  expect(frames.length).toBeGreaterThan(28)
  expect(frames.length).toBeLessThanOrEqual(61)
  expect([frames[0], frames.at(-1)]).toEqual([1, epochs])
})

test.each([
  { size: 28, count: 100, columns: 10 },
  { size: 64, count: 25, columns: 5 },
  { size: 128, count: 25, columns: 5 },
  { size: 256, count: 16, columns: 4 }
])('a sheet of $count pictures of $size pixels stays near what people can share', run => {
  const { frames, megabytes } = defaults(500, run)
  expect(frames.length).toBeGreaterThanOrEqual(12)
  // But for the very largest, of which a dozen frames are shown all the same.
  if (frames.length > 14) expect(megabytes).toBeLessThanOrEqual(5.5)
})
