/**
 * float16 with loss scaling, which this makes TensorFlow do on the processor: its kernels for half precision are slow
 * there, and right. The scale's sequence against torch.amp.GradScaler (tests/golden/make_loss_scale.py).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tensor } from '@tensorflow/tfjs-core'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { setEngine } from '../../src/main/tensors/engine'
import { tf } from '../../src/main/tensors/tf'
import { build as buildModel } from '../../src/main/engine/step/build'
import { LossScale } from '../../src/main/engine/step/loss-scale'
import { Optimiser } from '../../src/main/optimisers/slots'
import { adam } from '../../src/main/optimisers/adam'
import { interpret, Table, type Method, type Program, type TypedArray } from '../../src/main/tensors/program'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { readTensors, writeTensors } from '../../src/main/checkpoints/safetensors'
import { compile } from '../../src/main/engine/tensorflow/program'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { exampleKindOf } from '../../src/main/models/examples'
import { completeSettings } from '../../src/main/models/definition'
import type { Settings } from '../../src/shared/domain'
import { drawLatents, uniformStream } from '../../src/shared/random'

const native = await openEngine('tensorflow')
const made = ['float32', 'float16'] as const
const forced = {
  ...native,
  precisions: made,
  compile: (definition: Parameters<typeof compile>[0]) => compile(definition, made)
}
beforeEach(() => {
  setEngine(forced)
})

const folder = mkdtempSync(join(tmpdir(), 'atelier-float16-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const count = 40
const random = uniformStream('float16')
const pictures = Uint8Array.from({ length: count * 784 }, () => Math.floor(random() * 256))
const path = join(folder, 'pictures.bin')
writeFileSync(path, pictures)

const batch = 8
function built(id: string, given: Settings) {
  const model = findModel(id)
  const each = exampleKindOf(model).numbers([28, 28, 1]) / 784
  const examples = Buffer.concat(Array.from({ length: each }, () => pictures))
  return buildModel({
    model,
    settings: completeSettings(model, given),
    seed: 7,
    batchSize: batch,
    sampleCount: 6,
    totalSteps: 10,
    table: new Table('pictures', count, 784 * each, examples)
  })
}
const inputs = (at: number) => ({
  step: Int32Array.of(at),
  indices: Int32Array.from({ length: batch }, (_, i) => (at * 17 + i * 5) % count)
})

function open(id: string, given: Settings) {
  const { definition, dispose } = built(id, given)
  const program = forced.compile(definition)
  return {
    program,
    step: (at: number) => program.run('step', inputs(at)),
    close: () => {
      program.dispose()
      dispose()
    }
  }
}

const set = (program: Program, name: string, value: number) => program.assign(new Map([[name, Float32Array.of(value)]]))
const copy = (program: { read: () => Map<string, TypedArray> }) =>
  new Map([...program.read()].map(([name, values]) => [name, values.slice()]))
const one = (values: ReadonlyMap<string, TypedArray>, name: string): number => values.get(name)?.[0] ?? Number.NaN
const finite = (values: ReadonlyMap<string, TypedArray>): boolean =>
  [...values.values()].every(numbers => numbers.every(Number.isFinite))

type Values = Record<'kernel' | 'bias', number[]>
interface Golden {
  initial: number
  interval: number
  tracker: number
  start: Values
  gradients: Record<'kernel' | 'bias', (number | string)[]>[]
  trace: (Values & { scale: number; good: number; counted: number })[]
}
const golden = JSON.parse(readFileSync(new URL('../golden/loss-scale.json', import.meta.url), 'utf8')) as Golden
const shapes = { kernel: [2, 3], bias: [3] } as const
const names = ['kernel', 'bias'] as const

test.each([
  ['compiled', compile],
  ['op by op', interpret]
] as const)("%s: scale, weights and Adam's count go as torch.amp.GradScaler has them", (_, start) => {
  const weights = names.map(name => ({
    name,
    variable: tf.variable(tf.tensor(golden.start[name], [...shapes[name]])),
    trainable: true
  }))
  const optimiser = new Optimiser(adam({ beta1: 0.5, beta2: 0.999, epsilon: 1e-16 }), weights)
  const scale = new LossScale('net', true)
  const step: Method = {
    inputs: {
      kernel: { shape: shapes.kernel, dtype: 'float32' },
      bias: { shape: shapes.bias, dtype: 'float32' },
      count: { shape: [], dtype: 'float32' }
    },
    run: inputs => {
      const input = (name: string): Tensor => inputs[name] ?? tf.scalar(Number.NaN)
      const scaled = Object.fromEntries(
        weights.map(({ name, variable }) => [
          variable.name,
          tf.mul(input(name), scale.variables.get('lossScale/net/scale') ?? Number.NaN)
        ])
      )
      const { gradients, finite } = scale.unscale(scaled)
      optimiser.apply(gradients, { count: scale.counted(input('count')), rate: tf.scalar(0.01) }, finite)
      return { overflow: scale.adjust(finite ?? tf.scalar(Number.NaN)) }
    }
  }
  const program = start({
    variables: new Map([
      ...weights.map(({ name, variable }) => [name, variable] as const),
      ...optimiser.state,
      ...scale.variables
    ]),
    methods: { step }
  })
  expect([one(program.read(), 'lossScale/net/scale'), golden.interval]).toEqual([golden.initial, 2000])
  set(program, 'lossScale/net/good', golden.tracker)
  golden.gradients.forEach((gradient, i) => {
    const numbers = Object.values(gradient).flat().map(Number)
    const { overflow } = program.run('step', {
      kernel: Float32Array.from(gradient.kernel.map(Number)),
      bias: Float32Array.from(gradient.bias.map(Number)),
      count: Float32Array.of(i + 1)
    })
    const found = program.read()
    const wanted = golden.trace[i]
    expect(overflow?.[0]).toBe(numbers.every(Number.isFinite) ? 0 : 1)
    expect({
      scale: one(found, 'lossScale/net/scale'),
      good: one(found, 'lossScale/net/good'),
      counted: i + 1 - one(found, 'lossScale/net/skipped')
    }).toEqual({ scale: wanted?.scale, good: wanted?.good, counted: wanted?.counted })
    for (const name of names)
      wanted?.[name].forEach((value, at) =>
        expect(Math.abs((found.get(name)?.[at] ?? Number.NaN) - value), `${name} after update ${i + 1}`).toBeLessThan(
          2e-6
        )
      )
  })
  program.dispose()
})

test('op by op, in float32, a scaled step is the plain one to the last bit: the scale is a power of two', () => {
  const after = (precision: string) => {
    const { definition, dispose } = built('dcgan-28', { width: 4, precision })
    const program = interpret(definition)
    const losses = [0, 1].map(at => program.run('step', inputs(at)).losses)
    const values = copy(program)
    dispose()
    return { losses, values }
  }
  const [scaled, plain] = [after('float16'), after('float32')]
  expect(scaled.losses).toEqual(plain.losses)
  expect(one(scaled.values, 'lossScale/generator/good')).toBe(2)
  for (const [name, values] of plain.values) expect(scaled.values.get(name), name).toEqual(values)
})

describe('a training step in float16', () => {
  test.each([
    ['dcgan-28', { width: 16 }, 2 ** 16],
    ['mlp-simple', {}, 2 ** 16],
    ['dcgan-28', { width: 8, onePass: true }, 2 ** 16],
    ['dcgan-28', { width: 8, r1: 1, accumulate: 2 }, 2 ** 16],
    // A loss summed over pixels has large gradients: the first scale is soon halved.
    ['vae', { width: 8 }, 2 ** 10],
    ['cgan-image', { width: 8, channels: 'grey' }, 2 ** 10]
  ] as const)('of %s %j has the losses of float32 to 3 in 1,000, and moves weights as far', (id, given, scale) => {
    const [half, whole] = [open(id, { ...given, precision: 'float16' }), open(id, given)]
    const before = copy(whole.program)
    for (const name of half.program.read().keys()) if (/^lossScale.*scale$/.test(name)) set(half.program, name, scale)
    const pairs = [0, 1, 2].map(at => [half.step(at), whole.step(at)] as const)
    pairs.forEach(([ours, theirs], at) => {
      expect(ours.overflow?.[0], `step ${at}`).toBe(0)
      expect(theirs.overflow).toBeUndefined()
      ours.losses?.forEach((loss, i) => {
        const other = theirs.losses?.[i] ?? Number.NaN
        expect(Math.abs(loss - other) / Math.max(1, Math.abs(other)), `loss ${i} of step ${at}`).toBeLessThan(3e-3)
      })
    })
    // It is another arithmetic: the very same numbers would mean that nothing ran in half precision.
    expect(pairs.map(([ours]) => ours.losses)).not.toEqual(pairs.map(([, theirs]) => theirs.losses))
    const [ours, theirs] = [copy(half.program), copy(whole.program)]
    const distance = (to: ReadonlyMap<string, TypedArray>, name: string) =>
      Math.sqrt(
        Array.from(to.get(name) ?? []).reduce((sum, value, i) => sum + (value - (before.get(name)?.[i] ?? 0)) ** 2, 0)
      )
    for (const name of before.keys()) {
      if (/^(generator|discriminator|encoder|decoder)\/.*kernel$/.test(name))
        expect(Math.abs(distance(ours, name) / distance(theirs, name) - 1), name).toBeLessThan(0.05)
    }
    half.close()
    whole.close()
  })

  test(
    "that overflows leaves out that network's update, weights and optimiser alike, halves its scale alone, " +
      'and training goes on',
    () => {
      const { program, step, close } = open('dcgan-28', { width: 8, precision: 'float16' })
      step(0)
      set(program, 'lossScale/discriminator/scale', 2 ** 40)
      const before = copy(program)
      const { overflow, losses } = step(1)
      const after = copy(program)
      expect(overflow?.[0]).toBe(1)
      expect(losses?.every(Number.isFinite)).toBe(true)
      for (const [name, values] of after) {
        const still = name.includes('discriminator/') && !name.startsWith('lossScale/')
        if (still) expect(values, name).toEqual(before.get(name))
        if (/^(adam\/\w+\/)?generator\/\w+\/kernel$/.test(name)) expect(values, name).not.toEqual(before.get(name))
      }
      const scales = (values: typeof after) =>
        ['discriminator', 'generator'].map(player =>
          ['scale', 'good', 'skipped'].map(part => one(values, `lossScale/${player}/${part}`))
        )
      expect(scales(after)).toEqual([
        [2 ** 39, 0, 1],
        [2 ** 16, 2, 0]
      ])
      // Halved until it fits; then D learns again.
      let left = 1
      for (let at = 2; at < 40 && step(at).overflow?.[0] === 1; at++) left++
      const recovered = copy(program)
      expect(scales(recovered)[0]).toEqual([2 ** (40 - left), 1, left])
      expect(left).toBeGreaterThan(5)
      expect(recovered.get('discriminator/conv/kernel')).not.toEqual(before.get('discriminator/conv/kernel'))
      expect(finite(recovered)).toBe(true)
      close()
    }
  )

  test('doubles its scale after 2,000 good updates; two updates per step count as two', () => {
    const { program, step, close } = open('mlp-simple', { precision: 'float16' })
    for (const player of ['discriminator', 'generator']) {
      set(program, `lossScale/${player}/good`, 1998)
      // Far from what overflows: that is another test's.
      set(program, `lossScale/${player}/scale`, 2 ** 8)
    }
    const scales = () => {
      const values = program.read()
      return ['discriminator', 'generator'].map(player => [
        one(values, `lossScale/${player}/scale`),
        one(values, `lossScale/${player}/good`)
      ])
    }
    step(0)
    expect(scales()).toEqual([
      [2 ** 9, 0],
      [2 ** 8, 1999]
    ])
    step(1)
    expect(scales()).toEqual([
      [2 ** 9, 2],
      [2 ** 9, 0]
    ])
    close()
  })

  test(
    'whose pictures overflow on the way forwards changes nothing that lasts; with no scale left to halve, ' +
      'that is said',
    () => {
      const { program, step, close } = open('dcgan-28', { width: 8, precision: 'float16' })
      step(0)
      // 1e5 times 0.02 and more of them: past 65,504, float16's largest number.
      program.assign(
        new Map([
          [
            'generator/dense/kernel',
            (program.read().get('generator/dense/kernel') ?? new Float32Array()).map(value => value * 1e7)
          ]
        ])
      )
      const before = copy(program)
      const { losses, overflow } = step(1)
      expect([losses?.some(loss => !Number.isFinite(loss)), overflow?.[0]]).toEqual([true, 1])
      for (const [name, values] of copy(program))
        if (!name.startsWith('lossScale/')) expect(values, name).toEqual(before.get(name))
      for (const player of ['discriminator', 'generator']) set(program, `lossScale/${player}/scale`, 2)
      expect([step(2), step(3)].map(outputs => outputs.overflow?.[0])).toEqual([1, 2])
      expect(one(program.read(), 'lossScale/generator/scale')).toBe(1)
      close()
    }
  )
})

describe('a run in float16', () => {
  const settings = completeSettings(findModel('dcgan-28'), { width: 4, batchSize: 8, samples: 4, precision: 'float16' })
  async function run(name: string, change: Partial<TrainOrder> = {}, stopAt = Infinity) {
    const reports: Report[] = []
    const order: TrainOrder = {
      type: 'train',
      model: 'dcgan-28',
      settings,
      seed: 3,
      epochs: 2,
      dataset: { path, count, shape: [28, 28, 1] },
      checkpoints: mkdtempSync(join(folder, name)),
      resumeFrom: null,
      sampleInputs: { latents: drawLatents(3, 4, 100) },
      sampleCount: 4,
      ...change
    }
    const failed = await train(
      order,
      report => {
        reports.push(report)
      },
      { shouldStop: async step => step >= stopAt, reportEvery: 0 }
    ).then(() => null, String)
    const steps = reports.flatMap(report =>
      report.type === 'steps' ? [...(report.losses[0] ?? [])].map((_, i) => report.firstStep + i) : []
    )
    const notices = reports.flatMap(report => (report.type === 'notice' ? [report.message] : []))
    return {
      reports,
      steps,
      notices,
      failed,
      file: (step: number) => join(order.checkpoints, `step-${String(step).padStart(8, '0')}.safetensors`)
    }
  }
  const weights = (file: string) => new Map([...readTensors(file).tensors].map(([name, { values }]) => [name, values]))
  /** A checkpoint like another but for some of its numbers. */
  function changed(file: string, change: Record<string, (value: number) => number>): string {
    const { tensors, metadata } = readTensors(file)
    const to = `${file}.changed`
    writeTensors(
      to,
      new Map(
        [...tensors].map(([name, { shape, values }]) => [
          name,
          { shape, values: values.map(change[name] ?? (value => value)) }
        ])
      ),
      metadata
    )
    return to
  }

  test('goes on from a checkpoint exactly, its scales among the rest', async () => {
    const whole = await run('whole')
    expect(whole.notices).toEqual([])
    expect(whole.reports[0]).toMatchObject({ engine: expect.stringMatching(/ float16$/) })
    const stopped = await run('stopped', {}, 7)
    const resumed = await run('resumed', { resumeFrom: stopped.file(7) })
    const end = weights(whole.file(10))
    expect([end.get('lossScale/generator/good'), end.get('lossScale/discriminator/scale')]).toEqual([
      Float32Array.of(10),
      Float32Array.of(2 ** 16)
    ])
    expect(weights(resumed.file(10))).toEqual(end)
  })

  test('is not ended by updates that were left out', async () => {
    const half = await run('half', { epochs: 1 })
    const resumed = await run('large', {
      resumeFrom: changed(half.file(5), {
        'lossScale/generator/scale': () => 2 ** 40,
        'lossScale/discriminator/scale': () => 2 ** 40
      }),
      epochs: 4
    })
    expect(resumed.failed).toBeNull()
    expect(resumed.steps).toEqual(Array.from({ length: 15 }, (_, i) => 6 + i))
    const end = weights(resumed.file(20))
    expect(end.get('lossScale/generator/scale')?.[0]).toBeLessThan(2 ** 32)
    expect(end.get('lossScale/generator/skipped')?.[0]).toBeGreaterThan(5)
    expect(finite(end)).toBe(true)
  })

  test('whose losses stay infinite ends in words, and reports no such loss as one before that', async () => {
    const half = await run('half', { epochs: 1 })
    const broken = await run('broken', {
      resumeFrom: changed(half.file(5), {
        'generator/dense/kernel': value => value * 1e7,
        'lossScale/generator/scale': () => 4,
        'lossScale/discriminator/scale': () => 4
      }),
      epochs: 4
    })
    // Steps 6 and 7 halve the scales to 1; 8 finds nothing left to halve.
    expect(broken.failed).toMatch(/losses stopped being numbers at step 8/)
    expect(broken.steps).toEqual([8])
    expect(broken.reports.at(-1)).toEqual({ type: 'diverged', step: 8, what: 'losses' })
  })

  test(
    'says so where it computes in float32 after all, trains as ' + 'float32 does, and may go on in float16 later',
    async () => {
      setEngine(native)
      const here = await run('float32', { epochs: 1 })
      expect(here.notices).toEqual([
        'float16 is for TensorFlow on a CUDA GPU, which this is not: the run trains in float32.'
      ])
      const plain = weights(
        (await run('plain', { epochs: 1, settings: { ...settings, precision: 'float32' } })).file(5)
      )
      const found = weights(here.file(5))
      expect(new Map([...found].filter(([name]) => !name.startsWith('lossScale/')))).toEqual(plain)
      expect(found.size - plain.size).toBe(6)
      setEngine(forced)
      const later = await run('later', { resumeFrom: here.file(5) })
      expect([later.failed, later.reports.at(-1)]).toEqual([null, { type: 'done', epochs: 2, step: 10 }])
    }
  )
})
