/** Kinds of example: what each says of its rows, its columns and of what a discriminator sees fits together. */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { batchOf } from '../../src/main/engine/step/columns'
import { domainOrder } from '../../src/main/engine/training/order'
import { models } from '../../src/main/models'
import { exampleKindOf, exampleKinds, examplesIn } from '../../src/main/models/examples'
import { tf } from '../../src/main/tensors/tf'
import { datasetKinds } from '../../src/main/datasets/kinds'

await openEngine('wasm')
const image = [4, 4, 3] as [number, number, number]

test('every kind that datasets may have is declared, in a file of its own', () => {
  expect(exampleKinds.ids.toSorted()).toEqual(datasetKinds.ids.toSorted())
})

test.each(exampleKinds.all)('$id: rows become columns, and columns what a discriminator sees', kind => {
  const count = 2 * kind.rowsPerExample
  const rows = tf.randomUniform([count, kind.numbers(image)], 0, 255)
  const batch = batchOf(kind.columns(rows, image))
  const real = kind.seen.real(batch)
  expect(real.shape).toEqual([2, ...kind.seen.shape(image)])
  const made = kind.seen.part(real)
  expect(kind.seen.generated(batch, made).dataSync()).toEqual(real.dataSync())
  expect(kind.seen.changed(real, pictures => tf.neg(pictures)).dataSync()).toEqual(tf.neg(real).dataSync())
  for (const column of kind.conditions) expect(batch[column].shape[0]).toBe(2)
})

test('a pass goes through all rows; of two groups, through the larger one', () => {
  const [pictures, domains] = [exampleKinds.find('pictures'), exampleKinds.find('domains')]
  expect(examplesIn(pictures, 7, undefined)).toBe(7)
  expect(examplesIn(domains, 7, Int32Array.of(0, 0, 1, 1, 1, 1, 1))).toBe(5)
  expect(examplesIn(domains, 7, Int32Array.of(0, 0, 0, 0, 0, 0, 1))).toBe(6)
  expect(() => examplesIn(domains, 7, undefined)).toThrow('not known which row is of which group')
  // The smaller begins anew: every picture of the larger is seen once.
  const order = domainOrder(Int32Array.of(0, 0, 1, 1, 1, 1, 1), 1, 3)
  const seen = Array.from({ length: 5 }, (_, step) => order(step)[1])
  expect(new Set(seen).size).toBe(5)
})

test('every model learns a kind of example that there is', () => {
  for (const model of models.values()) expect(exampleKindOf(model).id).toBe(model.exampleKind ?? 'pictures')
})
