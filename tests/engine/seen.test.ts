/** Previews of what a network sees, beside what the first training step gives it. */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { samplingPass } from '../../src/main/engine/sampling/methods'
import { seenExamples } from '../../src/main/engine/sampling/seen'
import { build } from '../../src/main/engine/step/build'
import { findModel, models } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { exampleKindOf } from '../../src/main/models/examples'
import { interpret } from '../../src/main/tensors/program'
import { tf } from '../../src/main/tensors/tf'
import { uniformStream } from '../../src/shared/random'
import type { Settings } from '../../src/shared/domain'
import { networkIn } from './built'

await openEngine('tensorflow')

/** Soft blotches: what is moved or mirrored is elsewhere. */
function rowsOf(count: number, width: number): Uint8Array {
  const random = uniformStream('seen', 1)
  return Uint8Array.from({ length: count * width }, () => Math.floor(random() * 256))
}

/** Of a sheet: its tile in a row and a column. */
function tile(
  { columns = 1, shape, pixels }: NonNullable<Awaited<ReturnType<typeof seenExamples>>>,
  row: number,
  column: number
) {
  const each = shape[0] * shape[1] * shape[2]
  return pixels.subarray((row * columns + column) * each, (row * columns + column + 1) * each)
}

test('the preview is what the discriminator is given in the first step, number for number', async () => {
  const model = findModel('mlp-simple')
  const settings = completeSettings(model, { batchSize: 4, augment: 'translation,cutout' })
  const rows = rowsOf(4, 28 * 28)
  const built = build({ model, settings, seed: 5, batchSize: 4, sampleCount: 4, table: null })
  const discriminator = networkIn(built, 'discriminator')
  const weights = discriminator.weights.map(({ variable }) => tf.keep(tf.clone(variable)))
  const { realLogits } = await interpret(built.definition).run(built.methodFor(0), {
    step: Int32Array.of(0),
    pixels: rows
  })
  discriminator.weights.forEach(({ variable }, i) => variable.assign(weights[i] ?? variable))
  const asked = { model: model.id, settings, rows, times: 1 }
  const logitsOf = async (seed: number): Promise<number[]> => {
    const seen = await seenExamples({ ...asked, seed })
    const altered = [0, 1, 2, 3].flatMap(row => [...(seen ? tile(seen, row, 1) : [])])
    const pictures = tf.sub(tf.div(tf.tensor(altered, [4, 28, 28, 1]), 127.5), 1)
    const [logits] = discriminator.apply([pictures], samplingPass())
    return Array.from(logits?.dataSync() ?? [])
  }
  const far = (logits: number[]): number =>
    Math.max(...logits.map((logit, i) => Math.abs(logit - Number(realLogits?.[i]))))
  // A picture of bytes has a grey of 0.004 where the step has none.
  const [own, other] = [far(await logitsOf(5)), far(await logitsOf(6))]
  expect(own).toBeLessThan(other / 10)
  built.dispose()
})

test('a row has a picture as it is, then the ways in which it is seen; the same seed shows the same', async () => {
  const rows = rowsOf(2, 28 * 28)
  const asked = { model: 'mlp-simple', settings: { augment: 'translation' } as Settings, rows, times: 3 }
  const settings = completeSettings(findModel('mlp-simple'), asked.settings)
  const seen = await seenExamples({ ...asked, settings, seed: 1 })
  expect(seen).toMatchObject({ count: 8, columns: 4, shape: [28, 28, 1] })
  if (!seen) return
  expect(tile(seen, 1, 0)).toEqual(rows.subarray(784))
  expect(new Set([0, 1, 2, 3].map(column => tile(seen, 0, column).join())).size).toBe(4)
  expect((await seenExamples({ ...asked, settings, seed: 1 }))?.pixels).toEqual(seen.pixels)
  expect((await seenExamples({ ...asked, settings, seed: 2 }))?.pixels).not.toEqual(seen.pixels)
  expect(await seenExamples({ ...asked, settings: { ...settings, augment: 'none' }, seed: 1 })).toBeNull()
})

test('pictures of a pair are mirrored and cut alike, those of two folders each by itself', async () => {
  const width = 32 * 32 * 3
  const one = rowsOf(1, width)
  for (const [id, alike] of [
    ['pix2pix', true],
    ['cyclegan', false]
  ] as const) {
    const settings = completeSettings(findModel(id), { size: '32' })
    const seen = await seenExamples({ model: id, settings, seed: 3, rows: Uint8Array.of(...one, ...one), times: 1 })
    expect(seen?.shape).toEqual([32, 64, 3])
    const halves = (column: number): [string, string] => {
      const pixels = seen ? tile(seen, 0, column) : new Uint8Array()
      const lines = Array.from({ length: 32 }, (_, y) => pixels.subarray(y * 64 * 3, (y + 1) * 64 * 3))
      return [lines.map(line => line.subarray(0, 96)).join(), lines.map(line => line.subarray(96)).join()]
    }
    expect(halves(0)[0]).toBe(halves(0)[1])
    expect(halves(1)[0] === halves(1)[1]).toBe(alike)
    expect(halves(1)[0]).not.toBe(halves(0)[0])
  }
})

test('whatever model declares how it alters pictures shows it, with each of the settings that it names', async () => {
  const altering = [...models.values()].filter(({ alters }) => alters)
  expect(altering.length).toBeGreaterThan(8)
  for (const model of altering) {
    const known = new Set(model.settings.map(({ key }) => key))
    expect(model.alters?.settings.filter(key => !known.has(key))).toEqual([])
    const kind = exampleKindOf(model)
    const small: Settings = known.has('size') ? { size: smallest(model.settings) } : {}
    const on: Settings = known.has('augment') ? { augment: 'all' } : known.has('adaptive') ? { adaptive: true } : {}
    const settings = completeSettings(model, { ...small, ...on, ...(model.conditional ? { classes: 2 } : {}) })
    const rows = rowsOf(2 * kind.rowsPerExample, kind.numbers(model.image(settings)))
    const seen = await seenExamples({ model: model.id, settings, seed: 1, rows, times: 2 })
    expect(seen?.count, model.id).toBe(6)
    if (seen) expect(Buffer.compare(tile(seen, 0, 1), tile(seen, 0, 0)), model.id).not.toBe(0)
  }
})

function smallest(settings: readonly { key: string; choices?: readonly { value: string }[] }[]): string {
  const values = settings.find(({ key }) => key === 'size')?.choices?.map(({ value }) => Number(value)) ?? []
  return String(Math.min(...values))
}
