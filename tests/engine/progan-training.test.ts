/** Progressive growing as it trains: its levels' checkpoints, drawn and gone on from exactly, also within a fade. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { openEngine } from '../../src/main/engine/engines'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { Sampler } from '../../src/main/engine/sampling/sampler'
import { train } from '../../src/main/engine/training'
import { completeSettings } from '../../src/main/models/definition'
import model from '../../src/main/models/progan'
import { stepFlop } from '../../src/main/models/families/step-flop'
import { drawLatents, uniformStream } from '../../src/shared/random'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-progan-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const [count, side] = [16, 16]
const random = uniformStream('progan pictures')
const path = join(folder, 'pictures.bin')
writeFileSync(
  path,
  Uint8Array.from({ length: count * side * side }, () => Math.floor(random() * 256))
)
// Four steps an epoch and a phase: 4×4, 8×8 fading, 8×8, 16×16 fading, 16×16.
const settings = completeSettings(model, {
  size: '16',
  base: 16,
  most: 4,
  latent: 4,
  batchSize: 4,
  phasePictures: 16,
  channels: 'grey',
  samples: 2
})
const inputs = { latents: drawLatents(5, 2, 4) }
const order = (change: Partial<TrainOrder> = {}): TrainOrder => ({
  type: 'train',
  model: 'progan',
  settings,
  seed: 5,
  epochs: 5,
  dataset: { path, count, shape: [side, side, 1] },
  checkpoints: mkdtempSync(join(folder, 'run')),
  resumeFrom: null,
  sampleInputs: inputs,
  sampleCount: 2,
  ...change
})

async function run(given: TrainOrder, stopAt = Infinity) {
  const reports: Report[] = []
  await train(given, report => reports.push(report), { shouldStop: async step => step >= stopAt, reportEvery: 0 })
  const file = (step: number): string => join(given.checkpoints, `step-${String(step).padStart(8, '0')}.safetensors`)
  return {
    sheets: reports.flatMap(report => (report.type === 'epoch' ? [report.samples.pixels] : [])),
    last: reports.at(-1),
    steps: reports.flatMap(report => (report.type === 'steps' ? [report] : [])),
    file,
    weights: (step: number) => new Map([...readTensors(file(step)).tensors].map(([name, { values }]) => [name, values]))
  }
}

/** The untroubled run, trained once. */
let trained: ReturnType<typeof run> | null = null
const untroubled = (): ReturnType<typeof run> => (trained ??= run(order()))

/** Whether a picture is made of squares of so many pixels. */
const blocks = (pixels: Uint8Array, size: number): boolean =>
  pixels.every((value, i) => {
    const [row, column] = [Math.floor(i / side), i % side]
    return value === pixels[(row - (row % size)) * side + column - (column % size)]
  })

test('the time that is left knows that larger levels take longer', async () => {
  const { steps } = await untroubled()
  // Each report is of one step: what is left, in steps like it.
  const left = steps.map(({ secondsLeft, stepsPerSecond }) => Math.round(secondsLeft * stepsPerSecond * 1000) / 1000)
  const cost = [0, 1, 1, 2, 2].map(stage => stepFlop(model, settings, stage))
  const wanted = Array.from({ length: 20 }, (_, done) => {
    const costs = Array.from({ length: 20 }, (_, step) => cost[Math.floor(step / 4)] ?? 0)
    // A step counts among those of the stage that comes next, at its end.
    const now = costs[Math.min(19, done + 1)] ?? 1
    return Math.round((costs.slice(done + 1).reduce((a, b) => a + b, 0) / now) * 1000) / 1000
  })
  expect(left).toEqual(wanted)
  expect(left[0]).toBeGreaterThan(60)
})

test('every level is drawn at one size, by its checkpoint as on its sheet', async () => {
  const whole = await untroubled()
  expect(whole.last).toEqual({ type: 'done', epochs: 5, step: 20 })
  expect(whole.sheets.map(sheet => [4, 2].map(size => blocks(sheet, size)))).toEqual([
    [true, true],
    [false, true],
    [false, true],
    [false, false],
    [false, false]
  ])
  const sampler = new Sampler()
  for (const [epoch, sheet] of whole.sheets.entries()) {
    const { pixels } = await sampler.generate({
      model: 'progan',
      settings,
      shape: [side, side, 1],
      checkpoint: whole.file(4 * (epoch + 1)),
      inputs,
      count: 2
    })
    expect(Buffer.compare(pixels, sheet), `epoch ${epoch + 1}`).toBe(0)
  }
  // Weights of levels that are not there yet are in no checkpoint, and what only they have comes with them.
  expect([...whole.weights(4).keys()].filter(name => name.includes('b8'))).toEqual([])
  expect(whole.weights(8).has('generator/b8/equalisedConv/kernel')).toBe(true)
  expect([4, 8, 12].map(step => whole.weights(step).get('growth/fade')?.[0])).toEqual([1, 1, 1])
})

test.each([6, 14])('goes on exactly from a stop at step %i, within a fade', { timeout: 400_000 }, async stopAt => {
  const whole = await untroubled()
  const stopped = await run(order(), stopAt)
  expect(stopped.last).toMatchObject({ type: 'stopped', step: stopAt })
  expect(stopped.weights(stopAt).get('growth/fade')?.[0]).toBe(0.5)
  const resumed = await run(order({ resumeFrom: stopped.file(stopAt) }))
  expect(resumed.weights(20)).toEqual(whole.weights(20))
})

test('a larger one begins with the weights of a smaller one, level by level', async () => {
  const small = await untroubled()
  const given = readTensors(small.file(12)).tensors
  // As slow as can be: what it begins with is what it ends with.
  const still = { ...settings, learningRate: 1e-7 }
  const begun = await run(order({ settings: still, start: { file: small.file(12), frozen: {} }, epochs: 2 }))
  const end = begun.weights(8)
  const near = (name: string): number => {
    const [from, to] = [given.get(name)?.values ?? [], end.get(name) ?? []]
    return Math.max(...Array.from(from, (value, i) => Math.abs(value - (to[i] ?? Number.NaN))))
  }
  for (const name of ['generator/b4/equalisedConv/kernel', 'generator/b8/equalisedConv/kernel'])
    expect(near(name), name).toBeLessThan(1e-5)
})
