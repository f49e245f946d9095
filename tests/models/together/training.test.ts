/**
 * Each of the reference GANs with everything else that a training can be asked for: classes and none, grey and colour,
 * batches in parts, memory that runs out, a stop and a resume. Every run goes on to the very weights of one that was
 * left alone, and its checks of health find nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Settings } from '../../../src/shared/domain'
import { readTensors } from '../../../src/main/checkpoints/safetensors'
import { openEngine } from '../../../src/main/engine/engines'
import type { Report, TrainOrder } from '../../../src/main/engine/protocol'
import { train } from '../../../src/main/engine/training'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import { exampleSize } from '../../../src/main/models/examples'
import { galleryInputs } from '../../../src/main/models/gallery'
import { interpret, type Program, type ProgramDefinition } from '../../../src/main/tensors/program'
import { uniformStream } from '../../../src/shared/random'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-together-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [count, classes, epochs, seed] = [16, 2, 2, 3]

/** As small as they go: four pictures a batch, some of every kind of step in two epochs. */
const small: Record<string, Settings> = {
  biggan: { width: 4, classes, perClass: 1, latent: 8, shared: 4, emaDecay: 0.9, emaStart: 1 },
  // A stage begins, fades in and stands within the run.
  progan: { size: '8', base: 16, most: 4, latent: 4, samples: 2, phasePictures: 8 },
  // Steps of every kind: with R1 and path length, with path length alone, with neither.
  stylegan: { size: '32', most: 4, base: 64, latent: 4, mappingLayers: 1, samples: 2, adaptive: true },
  'stylegan-classes': { size: '32', most: 4, base: 64, latent: 4, mappingLayers: 1, classes, perClass: 1 },
  r3gan: { size: '32', width: 8, blocks: 1, latent: 4, samples: 2 }
}
const variants: Record<string, Settings> = {
  grey: { channels: 'grey' },
  colour: { channels: 'colour' },
  'in parts': { channels: 'grey', accumulate: 2 }
}

/** Every number of every sheet and every loss is one, and nobody said otherwise. */
function expectSound(reports: readonly Report[]): void {
  expect(reports.filter(({ type }) => type === 'diverged')).toEqual([])
  for (const report of reports)
    if (report.type === 'epoch') {
      expect([...report.losses, ...Object.values(report.measures)].every(Number.isFinite)).toBe(true)
      expect(new Set(report.samples.pixels).size).toBeGreaterThan(1)
    }
}

async function run(
  id: string,
  given: Settings,
  {
    stopAt = Infinity,
    resumeFrom = null,
    compile = interpret
  }: { stopAt?: number; resumeFrom?: string | null; compile?: (definition: ProgramDefinition) => Program } = {}
) {
  const model = findModel(id)
  const settings = completeSettings(model, { batchSize: 4, ...small[id], ...given })
  const size = exampleSize(model, model.image(settings))
  const random = uniformStream('together')
  const path = join(folder, `${id}-${size}.bin`)
  writeFileSync(
    path,
    Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
  )
  const order: TrainOrder = {
    type: 'train',
    model: id,
    settings,
    seed,
    epochs,
    dataset: {
      path,
      count,
      shape: model.image(settings),
      ...(model.conditional ? { labels: Int32Array.from({ length: count }, (_, i) => i % classes) } : {})
    },
    checkpoints: mkdtempSync(join(folder, 'run')),
    resumeFrom,
    sampleInputs: galleryInputs(model, settings, seed),
    sampleCount: model.sampleCount(settings)
  }
  const reports: Report[] = []
  await train(
    order,
    report => {
      reports.push(report)
    },
    { shouldStop: async step => step >= stopAt, reportEvery: 0 },
    { compile }
  )
  expectSound(reports)
  const file = (step: number): string => join(order.checkpoints, `step-${String(step).padStart(8, '0')}.safetensors`)
  const last = reports.at(-1)
  if (last?.type !== 'done' && last?.type !== 'stopped') throw new Error(`It ended with ${last?.type}.`)
  return {
    last,
    reports,
    file: file(last.step),
    weights: new Map([...readTensors(file(last.step)).tensors].map(([name, { values }]) => [name, values]))
  }
}

/** Runs out of memory at the third step, as long as the batch is in one part. */
function scarce(definition: ProgramDefinition): Program {
  const program = interpret(definition)
  let steps = 0
  return {
    ...program,
    read: () => program.read(),
    assign: values => program.assign(values),
    dispose: () => program.dispose(),
    run: (method, inputs) => {
      if (method.startsWith('step') && ++steps === 3 && !halved) {
        halved = true
        throw new Error('OOM when allocating tensor with shape[64,100] and type float')
      }
      return program.run(method, inputs)
    }
  }
}
let halved = false

describe.each(Object.keys(small))('%s', id => {
  test.each(Object.keys(variants))('%s: stopped and gone on with, it ends as one that was left alone', async what => {
    const given = variants[what] ?? {}
    const whole = await run(id, given)
    expect(whole.last.type).toBe('done')
    const stopped = await run(id, given, { stopAt: 1 })
    expect(stopped.last).toMatchObject({ type: 'stopped', step: 1 })
    const resumed = await run(id, given, { resumeFrom: stopped.file })
    expect(resumed.last).toEqual(whole.last)
    expect(resumed.weights).toEqual(whole.weights)
  })

  test('memory runs out: the batch is halved, and training goes on', async () => {
    halved = false
    const { last, reports } = await run(id, { channels: 'grey' }, { compile: scarce })
    expect(last.type).toBe('done')
    expect(reports.flatMap(report => (report.type === 'notice' ? [report.message] : []))).toEqual([
      expect.stringMatching(/^Memory ran out: each batch of 4 is now worked through in 2 parts/)
    ])
  })
})
