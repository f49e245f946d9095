/** Memory: what is estimated, what is there, and what happens when it runs out. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { trainingNeeds } from '../../src/main/engine/fitting'
import { build as buildModel } from '../../src/main/engine/step/build'
import { fittingParts, isOutOfMemory, memoryAvailable } from '../../src/main/engine/memory'
import { Table, type Program, type ProgramDefinition } from '../../src/main/tensors/program'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { compile } from '../../src/main/engine/tensorflow/program'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { memoryFit } from '../../src/main/studio/runs/pre-flight/memory'
import { drawLatents, uniformStream } from '../../src/shared/random'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-memory-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the estimate', () => {
  // From small to large: what one leaves to the allocator the next one uses again.
  const idle = process.memoryUsage.rss()
  // Linux can forget a process's largest size so far; elsewhere it cannot be measured from inside.
  test.skipIf(process.platform !== 'linux').each([
    ['mlp-simple', {}, 2048],
    ['dcgan-28', { accumulate: 8 }, 256],
    ['dcgan-64', { width: 32 }, 32],
    ['dcgan-28', {}, 256]
  ] as const)('is within a factor of two of what %s %j takes with %i pictures a step', (id, given, batchSize) => {
    const model = findModel(id)
    const settings = completeSettings(model, given)
    const size = model.image(settings).reduce((a, b) => a * b, 1)
    writeFileSync('/proc/self/clear_refs', '5')
    const gan = buildModel({
      model,
      settings,
      seed: 1,
      batchSize,
      sampleCount: 1,
      table: new Table('pictures', batchSize, size, new Uint8Array(batchSize * size))
    })
    const program = compile(gan.definition)
    for (let step = 0; step < 2; step++)
      program.run('step', { step: Int32Array.of(step), indices: Int32Array.from({ length: batchSize }, (_, i) => i) })
    const taken = peak() - idle
    const estimate = trainingNeeds(gan, batchSize, gan.parts, batchSize * size)
    program.dispose()
    gan.dispose()
    console.log(
      `${id}, ${batchSize} pictures in ${gan.parts} parts: took ${Math.round(taken / 2 ** 20)} MB, ` +
        `estimated ${Math.round(estimate / 2 ** 20)} MB`
    )
    expect(estimate / taken).toBeGreaterThan(0.5)
    expect(estimate / taken).toBeLessThan(2)
  })

  test.each([
    ['dcgan-28', {}],
    ['small-data', { width: 16, emaDecay: 0.99 }],
    ['pix2pix', { width: 8 }]
  ] as const)('of %s is the same where only its shapes are known', (id, given) => {
    const model = findModel(id)
    const settings = completeSettings(model, { ...given, batchSize: 8 })
    const gan = buildModel({ model, settings, seed: 1, batchSize: 8, sampleCount: 1, table: null })
    const known = trainingNeeds(gan, 8, gan.parts, 0)
    gan.dispose()
    // Of one picture, which weighs nothing beside the networks.
    const { needed, parts } = memoryFit(model, settings, 1, 2 ** 60)
    expect(parts).toBe(gan.parts)
    expect(needed / known).toBeGreaterThan(0.98)
    expect(needed / known).toBeLessThan(1.02)
  })

  test('chooses the fewest parts that fit, one picture at least', () => {
    const need = (parts: number) => 1000 + 3200 / parts
    expect(fittingParts(32, 1, need, 10_000)).toBe(1)
    expect(fittingParts(32, 1, need, 2000)).toBe(4)
    expect(fittingParts(30, 1, need, 1000)).toBe(30)
    expect(fittingParts(32, 8, need, 10_000)).toBe(8)
    // What the parts themselves take weighs more than what they save.
    expect(fittingParts(32, 1, parts => need(parts) + 200 * parts, 1000)).toBe(4)
  })
})

describe('what is there', () => {
  const files = (given: Record<string, string>) => (path: string) => given[path] ?? null
  const system = { '/proc/meminfo': 'MemTotal: 8000000 kB\nMemFree: 100 kB\nMemAvailable:    4000000 kB\n' }

  test('is what the system could free, or what is free where it does not say', () => {
    expect(memoryAvailable(files(system), 7)).toBe(4_096_000_000)
    expect(memoryAvailable(files({}), 7)).toBe(7)
  })

  test.each([
    ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory.current', '/sys/fs/cgroup/memory.stat', 'inactive_file'],
    [
      '/sys/fs/cgroup/memory/memory.limit_in_bytes',
      '/sys/fs/cgroup/memory/memory.usage_in_bytes',
      '/sys/fs/cgroup/memory/memory.stat',
      'total_inactive_file'
    ]
  ])('is at most what the container may still have (%s)', (limit, usage, stat, cached) => {
    expect(
      memoryAvailable(
        files({ ...system, [limit]: '1000000\n', [usage]: '900000\n', [stat]: `anon 5\n${cached} 300000\n` }),
        7
      )
    ).toBe(400_000)
    expect(memoryAvailable(files({ ...system, [limit]: 'max\n', [usage]: '900000\n' }), 7)).toBe(4_096_000_000)
  })

  test('here is some, and no more than the machine', () => {
    expect(memoryAvailable()).toBeGreaterThan(2 ** 20)
    expect(memoryAvailable()).toBeLessThan(2 ** 50)
  })
})

test.each([
  [
    true,
    'OOM when allocating tensor with shape[64,100] and type float on /job:localhost/replica:0/task:0/device:CPU:0'
  ],
  [
    true,
    'Session fail to run with error: OOM when allocating tensor with shape[1000000,1000000] and type float ' +
      'on /job:localhost/replica:0/task:0/device:CPU:0 by allocator mklcpu\n\t [[{{node n1}}]]'
  ],
  [true, 'RESOURCE_EXHAUSTED: failed'],
  [true, 'std::bad_alloc'],
  [true, 'spawn ENOMEM'],
  [false, 'There is no file /home/someone/bedroom/1.png'],
  [false, 'INVALID_ARGUMENT: shapes differ']
])('out of memory: %s for "%s"', (wanted, message) => {
  expect(isOutOfMemory(new Error(message))).toBe(wanted)
})

const count = 40
const random = uniformStream('pictures')
const path = join(folder, 'pictures.bin')
writeFileSync(
  path,
  Uint8Array.from({ length: count * 784 }, () => Math.floor(random() * 256))
)
/** No batch norm or dropout anywhere: parts give the whole batch's update. */
const settings = completeSettings(findModel('mlp-simple'), {
  epochSteps: 5,
  batchSize: 8,
  samples: 4,
  optimiser: 'sgd',
  learningRate: 0.01
})
const order = (change: Partial<TrainOrder> = {}): TrainOrder => ({
  type: 'train',
  model: 'mlp-simple',
  settings,
  seed: 3,
  epochs: 2,
  dataset: { path, count, shape: [28, 28, 1] },
  checkpoints: mkdtempSync(join(folder, 'run')),
  resumeFrom: null,
  sampleInputs: { latents: drawLatents(3, 4, 100) },
  sampleCount: 4,
  ...change
})
const exhausted = () => {
  throw new Error('RESOURCE_EXHAUSTED: OOM when allocating tensor with shape[8,784] and type float')
}

/**
 * Programs whose step number `at` (of all programs together) does not fit, nor any step with more than `fits` pictures.
 */
function tight(at: (call: number) => boolean): {
  compile: (definition: ProgramDefinition) => Program
  calls: () => number
} {
  let calls = 0
  return {
    calls: () => calls,
    compile: definition => {
      const program = compile(definition)
      return Object.assign(Object.create(program) as Program, {
        run: (method: string, inputs: Parameters<Program['run']>[1]) =>
          method === 'step' && at(calls++) ? exhausted() : program.run(method, inputs),
        read: () => program.read(),
        assign: (values: Parameters<Program['assign']>[0]) => {
          program.assign(values)
        },
        dispose: () => {
          program.dispose()
        }
      })
    }
  }
}

async function run(given: TrainOrder, fitting: Parameters<typeof train>[3] = {}) {
  const reports: Report[] = []
  await train(
    given,
    report => {
      reports.push(report)
    },
    { shouldStop: async () => false, reportEvery: 0 },
    fitting
  )
  const last = reports.findLast(report => report.type === 'epoch')
  if (!last) throw new Error('It finished no epoch.')
  const file = join(given.checkpoints, last.checkpoint.file)
  return {
    reports,
    file,
    notices: reports.flatMap(report => (report.type === 'notice' ? [report.message] : [])),
    ...readTensors(file)
  }
}

function near(a: Awaited<ReturnType<typeof run>>, b: Awaited<ReturnType<typeof run>>): void {
  for (const [name, { values }] of a.tensors) {
    const other = b.tensors.get(name)?.values ?? []
    const most = Math.max(...values.map(Math.abs))
    expect(Math.max(...values.map((value, i) => Math.abs(value - (other[i] ?? Number.NaN)))) / most, name).toBeLessThan(
      1e-4
    )
  }
}

describe('running out of memory', () => {
  test.each([
    ['in the first step', 0],
    ['later, between two updates', 6]
  ])('%s halves the part, says so, and the run ends where it would have', async (_, at) => {
    const whole = await run(order())
    const cut = await run(
      order(),
      tight(call => call === at)
    )
    expect(whole.notices).toEqual([])
    expect(cut.notices).toEqual([
      'Memory ran out: each batch of 8 is now worked through in 2 parts of up to 4 pictures, and training goes on.'
    ])
    expect(cut.reports.at(-1)).toEqual({ type: 'done', epochs: 2, step: 10 })
    expect(cut.reports.filter(report => report.type === 'steps')).toHaveLength(10)
    expect(cut.metadata.parts).toBe('2')
    near(whole, cut)
  })

  test('goes on halving until it fits', async () => {
    const cut = await run(
      order(),
      tight(call => call < 3)
    )
    expect(cut.notices).toHaveLength(3)
    expect(cut.notices[2]).toContain('8 parts of one picture')
    near(await run(order()), cut)
  })

  test('twice in a row, long after the start, loses nothing that was learnt', async () => {
    const cut = await run(
      order(),
      tight(call => call === 6 || call === 7)
    )
    expect(cut.notices).toHaveLength(2)
    expect(cut.metadata.parts).toBe('4')
    near(await run(order()), cut)
  })

  test(
    'in a run that was resumed leaves it at the step where it is, its checkpoint gone or not, and its epoch ' + 'whole',
    async () => {
      const whole = await run(order())
      const stopped = order()
      await train(stopped, () => undefined, { shouldStop: async step => step === 6, reportEvery: 0 })
      const resumeFrom = join(stopped.checkpoints, 'step-00000006.safetensors')
      // The third step after the resume does not fit; by then the studio may have thinned out the old checkpoints.
      const cut = await run(
        order({ resumeFrom }),
        tight(call => {
          if (call === 2) rmSync(resumeFrom)
          return call === 2
        })
      )
      expect(cut.notices).toHaveLength(1)
      expect(cut.reports.flatMap(report => (report.type === 'steps' ? [report.firstStep] : []))).toEqual([7, 8, 9, 10])
      near(whole, cut)
      const [epoch, expected] = [cut, whole].map(({ reports }) => reports.findLast(report => report.type === 'epoch'))
      expect(epoch?.losses).toHaveLength(2)
      for (const [i, loss] of (epoch?.losses ?? []).entries()) expect(loss).toBeCloseTo(expected?.losses[i] ?? 0, 4)
    }
  )

  test('with one picture at a time is an error that says what to do', async () => {
    await expect(
      run(
        order(),
        tight(() => true)
      )
    ).rejects.toThrow(
      'Memory ran out with one picture at a time. Close other programs, or train with a smaller width or ' +
        'smaller pictures.'
    )
  })

  test('while the program is being made is the same', async () => {
    let made = 0
    const cut = await run(order(), { compile: definition => (made++ === 0 ? exhausted() : compile(definition)) })
    expect(cut.notices).toEqual([
      'Memory ran out: each batch of 8 is now worked through in 2 parts of up to 4 pictures.'
    ])
    near(await run(order()), cut)
  })

  test('any other failure is what it was', async () => {
    await expect(
      run(order(), {
        compile: () => {
          throw new Error('INVALID_ARGUMENT')
        }
      })
    ).rejects.toThrow('INVALID_ARGUMENT')
  })

  test('and then something else is told as what it is', async () => {
    let made = 0
    const { compile: first } = tight(call => call === 6)
    await expect(
      run(order(), {
        compile: definition => {
          if (made++ > 0) throw new Error('INVALID_ARGUMENT')
          return first(definition)
        }
      })
    ).rejects.toThrow('INVALID_ARGUMENT')
  })

  test('a resumed run keeps to the parts it had', async () => {
    const first = await run(
      order({ epochs: 1 }),
      tight(call => call === 0)
    )
    const seen: string[] = []
    const on = await run(order({ resumeFrom: first.file }), {
      compile: definition => {
        seen.push('made')
        return compile(definition)
      }
    })
    expect(on.metadata.parts).toBe('2')
    expect(on.notices).toEqual([])
    expect(seen).toHaveLength(1)
    near(await run(order()), on)
  })

  test('a batch that is known not to fit starts in parts, and says so', async () => {
    const model = findModel('dcgan-28')
    const wide = completeSettings(model, { batchSize: 20, samples: 4 })
    const gan = buildModel({
      model,
      settings: wide,
      seed: 3,
      batchSize: 20,
      sampleCount: 4,
      table: new Table('pictures', count, 784, readFileSync(path))
    })
    const available = trainingNeeds(gan, 20, 2, count * 784)
    gan.dispose()
    const cut = await run(order({ model: 'dcgan-28', settings: wide, epochs: 1 }), { available: () => available })
    expect(cut.notices).toHaveLength(1)
    expect(cut.notices[0]).toMatch(
      /^A step on 20 pictures needs about \d+\.\d GB of memory; \d+\.\d GB are free\. So each batch of 20 is now worked through in 2 parts of up to 10 pictures\.$/
    )
    expect(cut.metadata.parts).toBe('2')
    expect(cut.reports.at(-1)).toEqual({ type: 'done', epochs: 1, step: 2 })
  })
})

const peak = (): number => Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
