/**
 * Every model's weights after three steps, as a hash of their bits. They are computed op by op by the WebAssembly
 * engine, whose arithmetic is the same to the bit on every machine. A change of random streams, of names or of
 * arithmetic changes them: that is a decision, to be said in the changelog, and written down by running this with
 * ATELIER_WRITE_GOLDEN=1.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { SettingDefinition, Settings } from '../../src/shared/domain'
import { uniformStream } from '../../src/shared/random'
import { openEngine } from '../../src/main/engine/engines'
import { interpret, Table, type TypedArray } from '../../src/main/tensors/program'
import { build } from '../../src/main/engine/step/build'
import { findModel, models } from '../../src/main/models'
import { exampleKindOf } from '../../src/main/models/examples'
import { completeSettings, exampleKindId } from '../../src/main/models/definition'

const path = new URL('../golden/weights.json', import.meta.url)
const golden = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
const [count, batch, seed] = [16, 2, 7]

await openEngine('wasm')

/** As small as they go. */
const small: Settings = { width: 4, samples: 2, classes: 3, perClass: 1 }

/** The smallest pictures that a model offers. */
function leastSize(settings: readonly SettingDefinition[]): Settings {
  const size = settings.find(({ key }) => key === 'size')
  if (size?.type !== 'choice') return {}
  return { size: String(Math.min(...size.choices.map(({ value }) => Number(value)))) }
}

function hashOf(id: string): string {
  const model = findModel(id)
  const known = new Set(model.settings.map(({ key }) => key))
  const settings = completeSettings(model, {
    ...Object.fromEntries(Object.entries(small).filter(([key]) => known.has(key))),
    ...leastSize(model.settings)
  })
  const size = exampleKindOf(model).numbers(model.image(settings))
  const random = uniformStream('pictures')
  const points = exampleKindId(model) === 'points'
  const table = points
    ? null
    : new Table(
        'pictures',
        count,
        size,
        Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
      )
  const { definition, batchesPerStep, dispose } = build({
    model,
    settings,
    seed,
    batchSize: batch,
    sampleCount: 6,
    totalSteps: 3,
    table
  })
  const program = interpret(definition)
  // Of all batches of a step.
  const examples = batch * batchesPerStep
  for (let step = 0; step < 3; step++) {
    const rows: Record<string, TypedArray> = points
      ? { points: Float32Array.from({ length: 2 * examples }, () => 2 * random() - 1) }
      : {
          indices: Int32Array.from(
            { length: examples * exampleKindOf(model).rowsPerExample },
            (_, i) => (step * examples + i) % count
          )
        }
    program.run('step', {
      step: Int32Array.of(step),
      ...rows,
      ...(model.conditional ? { labels: Int32Array.from({ length: examples }, (_, i) => i % 3) } : {})
    })
  }
  const hash = createHash('sha256')
  for (const [name, values] of program.read()) {
    hash.update(`${name}\n`)
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  dispose()
  return hash.digest('hex').slice(0, 32)
}

test.each([...models.keys()])('%s has the weights it had', id => {
  const hash = hashOf(id)
  if (process.env.ATELIER_WRITE_GOLDEN === '1') {
    golden[id] = hash
    const inOrder = Object.fromEntries(Object.entries(golden).toSorted(([a], [b]) => a.localeCompare(b)))
    writeFileSync(path, `${JSON.stringify(inOrder, null, 2)}\n`)
  }
  expect(golden[id]).toBe(hash)
})

test('no model is missing, and none is left over', () => {
  expect(Object.keys(golden).toSorted()).toEqual([...models.keys()].toSorted())
})
