import { expect, test } from 'vitest'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { galleryOf, latentMap, generatedRows, stackColumns, stackRows } from '../../src/main/models/gallery'
import { evenly } from '../../src/shared/sheet-size'

test('the map of two latents: equal shares of N(0, 1), the first to the right, the second upwards', () => {
  const map = latentMap(4)
  const at = (row: number, column: number) => [...map.subarray(2 * (4 * row + column), 2 * (4 * row + column) + 2)]
  // Φ⁻¹(1/8), Φ⁻¹(3/8)
  const [outer, inner] = [-1.1503494, -0.3186394]
  expect(at(0, 0)).toEqual([expect.closeTo(outer, 5), expect.closeTo(-outer, 5)])
  expect(at(0, 3)).toEqual([expect.closeTo(-outer, 5), expect.closeTo(-outer, 5)])
  expect(at(3, 1)).toEqual([expect.closeTo(inner, 5), expect.closeTo(outer, 5)])
  expect([...latentMap(3).subarray(8, 10)]).toEqual([expect.closeTo(0, 9), expect.closeTo(0, 9)])
})

test.each([
  [1, 2, 1],
  [8, 2, 4],
  [18, 2, 6],
  [32, 2, 8],
  [7, 2, 7],
  [50, 2, 10],
  [12, 3, 6],
  [8, 3, 4],
  [27, 3, 9],
  [1, 3, 1]
])('%i stacks of %i stand in rows of %i', (stacks, height, columns) => {
  expect(stackColumns(stacks, height)).toBe(columns)
})

test('rows of pictures, and below each what belongs to them', () => {
  expect([...stackRows([Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8)], 2, 1)]).toEqual([1, 2, 5, 6, 3, 4, 7, 8])
  expect([
    ...stackRows([Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8), Uint8Array.of(9, 10, 11, 12)], 1, 2)
  ]).toEqual([1, 2, 5, 6, 9, 10, 3, 4, 7, 8, 11, 12])
  expect([...generatedRows(Uint8Array.of(1, 2, 5, 6, 9, 10, 3, 4, 7, 8, 11, 12), 3, 1, 2)]).toEqual([5, 6, 7, 8])
})

test('pictures evenly from the first to the last, also where there are fewer', () => {
  expect([...evenly(4, 100)]).toEqual([12, 37, 62, 87])
  expect([...evenly(4, 2)]).toEqual([0, 0, 1, 1])
})

test.each([
  ['vae', {}, { columns: 9, pictures: 0 }, 162],
  ['vae', { samples: 30 }, { columns: 5, pictures: 0 }, 50],
  ['vae', { latent: 3, samples: 30 }, { columns: 6, pictures: 0 }, 90],
  ['autoencoder', {}, { columns: 6, pictures: 18 }, 18 * 32],
  ['dcgan-28', {}, { columns: 5, pictures: 0 }, 2500]
])('%s %j shows %j', (id, given, shown, numbers) => {
  const model = findModel(id)
  const gallery = galleryOf(model, completeSettings(model, given), 1)
  expect(gallery).toMatchObject(shown)
  expect(gallery.latents).toHaveLength(numbers)
})
