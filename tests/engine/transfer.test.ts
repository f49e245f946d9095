/** Training that begins with given weights, and networks of which the first layers stay as they are. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { loadWeights } from '../../src/main/engine/checkpoint'
import { openEngine } from '../../src/main/engine/engines'
import { build } from '../../src/main/engine/step/build'
import { plainOps } from '../../src/main/tensors/ops-plain'
import { interpret, Table, type TypedArray } from '../../src/main/tensors/program'
import { writeTensors } from '../../src/main/checkpoints/safetensors'
import { compile } from '../../src/main/engine/tensorflow/program'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { weightsOf } from '../../src/main/models/weights'
import { uniformStream } from '../../src/shared/random'
import { networkIn } from './built'

await openEngine('tensorflow')
const random = uniformStream('pictures')

function built(id: string, given: Settings, frozen: Record<string, number>, plain = false) {
  const model = findModel(id)
  const settings = completeSettings(model, given)
  const size = model.image(settings).reduce((a, b) => a * b, 1)
  const table = new Table(
    'pictures',
    8,
    size,
    Uint8Array.from({ length: 8 * size }, () => Math.floor(random() * 256))
  )
  const options = {
    model,
    settings,
    seed: 5,
    batchSize: 4,
    sampleCount: 2,
    totalSteps: 4,
    table,
    frozen,
    ...(plain ? { ops: plainOps } : {})
  }
  return { model, settings, options, of: build(options) }
}
const inputs = (step: number) => ({
  step: Int32Array.of(step),
  indices: Int32Array.from({ length: 4 }, (_, i) => (step * 4 + i) % 8)
})

test.each([
  ['dcgan-64', { width: 4 }, { discriminator: 2 }],
  ['dcgan-64', { width: 4 }, { generator: 3, discriminator: 3 }],
  ['small-data', { width: 4 }, { discriminator: 3, generator: 1 }],
  ['mlp-classic', {}, { discriminator: 2 }],
  ['vae', {}, { encoder: 1 }],
  ['autoencoder', {}, { decoder: 1 }]
] as const)(
  '%s: what is frozen keeps every bit, statistics too; the rest learns',
  (id, given, frozen: Record<string, number>) => {
    const { model, settings, of } = built(id, given, frozen)
    const program = compile(of.definition)
    const before = program.read()
    for (let step = 0; step < 3; step++)
      expect([...(program.run('step', inputs(step)).losses ?? [])].every(Number.isFinite)).toBe(true)
    const after = program.read()
    for (const network of Object.keys(model.networks(settings))) {
      for (const { name, learned } of weightsOf({ model, settings }, network)) {
        const same = Buffer.from(before.get(name)?.buffer ?? new ArrayBuffer()).equals(
          Buffer.from(after.get(name)?.buffer ?? new ArrayBuffer())
        )
        if (learned <= (frozen[network] ?? 0)) expect(same, name).toBe(true)
        // A bias may have no gradient: under the hinge loss, that of D's last layer is 0 while both halves are within
        // the margin.
        else if (name.endsWith('kernel')) expect(same, name).toBe(false)
      }
    }
    // The optimiser keeps nothing of what does not learn.
    const slots = [...of.definition.variables.keys()].filter(name => name.startsWith('adam/'))
    for (const [network, count] of Object.entries(frozen)) {
      for (const { name, learned } of weightsOf({ model, settings }, network))
        if (learned <= count) expect(slots.some(slot => slot.endsWith(`/${name}`))).toBe(false)
    }
    program.dispose()
    of.dispose()
  }
)

test('with frozen layers, compiled and op by op agree from the same weights', () => {
  const [one, other] = [
    built('dcgan-64', { width: 4 }, { discriminator: 2 }),
    built('dcgan-64', { width: 4 }, { discriminator: 2 }, true)
  ]
  other.options.table.values.set(one.options.table.values)
  const [compiled, plain] = [compile(one.of.definition), interpret(other.of.definition)]
  const losses = (values: Record<string, TypedArray>): number[] => [...(values.losses ?? [])]
  const [a, b] = [losses(compiled.run('step', inputs(0))), losses(plain.run('step', inputs(0)))]
  a.forEach((loss, i) => {
    expect(Math.abs(loss - (b[i] ?? Number.NaN))).toBeLessThan(1e-4)
  })
  const [x, y] = [compiled.read(), plain.read()]
  for (const [name, values] of x) {
    if (!name.startsWith('adam/first')) continue
    const scale = Math.max(...values.map(Math.abs), 1e-6)
    values.forEach((value: number, i: number) => {
      expect(Math.abs(value - (y.get(name)?.[i] ?? Number.NaN)) / scale).toBeLessThan(2e-3)
    })
  }
  compiled.dispose()
  one.of.dispose()
  other.of.dispose()
})

test('a frozen norm says what it says when sampling, whatever the batch', () => {
  const { of } = built('dcgan-64', { width: 4 }, { discriminator: 2 })
  expect(networkIn(of, 'discriminator').couplesBatch).toBe(true)
  const frozen = built('dcgan-64', { width: 4 }, { discriminator: 4 })
  expect(networkIn(frozen.of, 'discriminator').couplesBatch).toBe(false)
  of.dispose()
  frozen.of.dispose()
})

test('given weights take the place of drawn ones; the average begins with them where it has none of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-start-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { of } = built('dcgan-28', { width: 4, emaDecay: 0.9 }, {})
  const program = compile(of.definition)
  const drawn = program.read()
  const [bias, kernel] = ['generator/dense/bias', 'generator/dense/kernel']
  const shape = (name: string): number[] => of.definition.variables.get(name)?.shape ?? []
  const given = (name: string, value: number) => ({
    shape: shape(name),
    values: new Float32Array(drawn.get(name)?.length ?? 0).fill(value)
  })
  const path = join(folder, 'start.safetensors')
  writeTensors(
    path,
    new Map([
      [bias, given(bias, 1)],
      [kernel, given(kernel, 2)],
      [`ema/${kernel}`, given(kernel, 3)]
    ]),
    {}
  )
  loadWeights(path, of.definition, program)
  const now = program.read()
  const first = (name: string): number | undefined => now.get(name)?.[0]
  expect([first(bias), first(`ema/${bias}`), first(kernel), first(`ema/${kernel}`)]).toEqual([1, 1, 2, 3])
  for (const [name, values] of drawn)
    if (!name.includes('generator/dense/')) expect(now.get(name), name).toEqual(values)
  writeTensors(path, new Map([[bias, { shape: [2], values: new Float32Array(2) }]]), {})
  expect(() => {
    loadWeights(path, of.definition, program)
  }).toThrow('holds generator/dense/bias as [2]; this model wants [392]')
  program.dispose()
  of.dispose()
})
