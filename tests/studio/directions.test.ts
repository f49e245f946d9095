/** Directions in a run's latents: found, kept with the run beside its files too, and shown as a sheet. */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import sharp from 'sharp'
import { differenceOf, movedTo, positionAlong } from '../../src/shared/explore/along'
import { importPebbles, openBench, small } from './fixtures'

async function trained() {
  const bench = openBench()
  const { handlers } = bench.studio
  const { id: dataset } = await importPebbles(bench.studio)
  const { id: run } = await handlers.startRun({
    model: 'dcgan-28',
    dataset,
    seed: 3,
    settings: { ...small, epochs: 2 }
  })
  await bench.until(run, 'finished')
  return { handlers, run, bench }
}
const asked = { count: 3, method: 'pca', seed: 1, knobs: {} }

test('what is found is kept as somebody has named, ordered and bound it', async () => {
  const { handlers, run, bench } = await trained()
  const before = await handlers.listDirections({ run })
  expect(before).toMatchObject({ directions: [], knobs: {} })
  expect(before.methods.map(({ id }) => id).toSorted()).toEqual(['pca', 'sefa'])
  const found = await handlers.findDirections({ run, ...asked })
  expect(found.map(({ name, foundAt }) => [name, foundAt])).toEqual([
    ['Principal 1', 2],
    ['Principal 2', 2],
    ['Principal 3', 2]
  ])
  expect((await handlers.listDirections({ run })).directions).toEqual([])
  const kept = found.toReversed().map((each, i) => ({ ...each, name: `Kept ${i}`, key: i === 0 ? 'q' : null }))
  await handlers.keepDirections({ run, directions: kept })
  expect((await handlers.listDirections({ run })).directions).toEqual(kept)
  const [first] = kept
  if (!first) throw new Error('Nothing was found.')
  await expect(handlers.keepDirections({ run, directions: [{ ...first, vector: [1] }] })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('has 5 numbers; “Kept 0” has 1')
  })
  expect((await handlers.listDirections({ run })).directions).toHaveLength(3)
  expect(bench.studio.store.directions.list(run)).toHaveLength(3)
})

test('a sheet has a row for each direction, and no more than there are numbers', async () => {
  const { handlers, run } = await trained()
  const { sheet, directions, epoch } = await handlers.directionSheet({
    run,
    ...asked,
    count: 8,
    columns: 5,
    reach: 2
  })
  expect([directions.length, sheet.columns, sheet.rows, epoch]).toEqual([5, 5, 5, 2])
  expect(await sharp(sheet.png).metadata()).toMatchObject({ width: 5 * 28 + 4 * 2, height: 5 * 28 + 4 * 2 })
})

test('a way that there is not is refused with those there are, a run without a checkpoint by name', async () => {
  const { handlers, run } = await trained()
  await expect(handlers.findDirections({ run, ...asked, method: 'pcr' })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/"pcr".*pca/)
  })
  await expect(handlers.findDirections({ run: randomUUID(), ...asked })).rejects.toMatchObject({ code: 'not-found' })
  await expect(handlers.findDirections({ run, ...asked, epoch: 9 })).rejects.toMatchObject({ code: 'not-found' })
})

test('a latent moves along a direction and stays as it is at right angles to it', () => {
  const direction = { vector: [0.6, 0.8, 0], deviation: 2 }
  const moved = movedTo([1, 1, 7], direction, 3)
  expect(positionAlong(moved, direction)).toBeCloseTo(3)
  expect(moved[2]).toBe(7)
  expect(0.8 * (moved[0] ?? 0) - 0.6 * (moved[1] ?? 0)).toBeCloseTo(0.2)
  expect(movedTo([1, 1, 7], direction, positionAlong([1, 1, 7], direction))).toEqual([1, 1, 7])
})

test('the difference of two groups leads from the middle of the one to that of the other', () => {
  const from = [
    [0, 0],
    [2, 0]
  ]
  const found = differenceOf(from, [[1, 4]])
  expect(found).toEqual({ vector: [0, 1], deviation: 2 })
  expect(differenceOf(from, from)).toBeNull()
  expect(differenceOf(from, [])).toBeNull()
})
