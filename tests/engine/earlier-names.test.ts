/**
 * Checkpoints from before weights were named by paths; golden/earlier-names.json lists what was in them, in its order.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { loadCheckpoint, loadWeights } from '../../src/main/engine/checkpoint'
import { namesIn } from '../../src/main/checkpoints/earlier-names'
import { openEngine } from '../../src/main/engine/engines'
import { interpret } from '../../src/main/tensors/program'
import { writeTensors } from '../../src/main/checkpoints/safetensors'
import { build } from '../../src/main/engine/step/build'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'

await openEngine('tensorflow')
type Earlier = { model: string; settings: Settings; variables: [name: string, shape: number[]][] }
const golden = JSON.parse(readFileSync(new URL('../golden/earlier-names.json', import.meta.url), 'utf8')) as Earlier[]

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'atelier-earlier-'))
  onTestFinished(() => {
    rmSync(made, { recursive: true })
  })
  return made
}
const program = ({ model: id, settings }: Earlier) => {
  const model = findModel(id)
  const built = build({
    model,
    settings: completeSettings(model, settings),
    seed: 1,
    batchSize: 4,
    sampleCount: 6,
    table: null
  })
  onTestFinished(() => {
    built.dispose()
  })
  return { definition: built.definition, program: interpret(built.definition) }
}
/** Every number of the i-th variable is i. */
const numbered = (variables: Earlier['variables']) =>
  new Map(
    variables.map(([name, shape], i) => [
      name,
      { shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(i) }
    ])
  )

test.each(golden.map(earlier => [`${earlier.model} ${JSON.stringify(earlier.settings)}`, earlier] as const))(
  '%s: every variable finds its place',
  (_, earlier) => {
    const { definition, program: opened } = program(earlier)
    const path = join(folder(), 'earlier.safetensors')
    writeTensors(path, numbered(earlier.variables), { step: '7', epoch: '1' })
    expect(loadCheckpoint(path, definition, opened)).toMatchObject({ step: 7, epoch: 1 })
    const places = new Map([...opened.read()].map(([name, values]) => [name, values[0] ?? Number.NaN]))
    expect(new Set(places.values()).size).toBe(earlier.variables.length)
    for (const [name, place] of places) {
      // The last word stayed the same, and so did the network, its optimiser's slot and its average.
      const words = (earlier.variables[place]?.[0] ?? '').split('.')
      expect(name.split('/').at(-1)).toBe(words.at(-1))
      for (const word of [
        'ema',
        'first',
        'second',
        'momentum',
        'meanSquare',
        'generator',
        'discriminator',
        'encoder',
        'decoder'
      ]) {
        expect([word, name.split('/').includes(word)]).toEqual([word, words.includes(word)])
      }
    }
  }
)

test(
  'some layers of a network alone, as another run began with them, find their place too; what is new keeps ' +
    'its own numbers',
  () => {
    const earlier = golden.find(({ model }) => model === 'dcgan-64')
    if (!earlier) throw new Error('The list has no dcgan-64.')
    const { definition, program: opened } = program(earlier)
    const before = new Map([...opened.read()].map(([name, values]) => [name, values.slice()]))
    const some = earlier.variables.filter(([name]) => /^discriminator\.[0-3]\./.test(name))
    const path = join(folder(), 'start.safetensors')
    writeTensors(path, numbered(some), {})
    loadWeights(path, definition, opened)
    const after = opened.read()
    const changed = [...after]
      .filter(([name, values]) => values.join() !== before.get(name)?.join())
      .map(([name]) => name)
    expect(changed.length).toBeGreaterThanOrEqual(some.length - 1)
    expect(changed.every(name => /^discriminator\/(conv2?|batchNorm)\//.test(name))).toBe(true)
    expect(after.get('discriminator/conv2/kernel')?.[0]).toBe(
      some.findIndex(([name]) => name === 'discriminator.2.conv.kernel')
    )
  }
)

test("names of today are left as they are, and another model's are not taken for this one's", () => {
  expect(namesIn(['generator/dense/kernel'], ['generator/dense/kernel'])('generator/dense/bias')).toBe(
    'generator/dense/bias'
  )
  expect(
    namesIn(
      ['generator.0.dense.kernel', 'generator.1.batchNorm.gamma'],
      ['generator/dense/kernel', 'generator/dense/bias']
    )('generator/dense/bias')
  ).toBe('generator/dense/bias')
})
