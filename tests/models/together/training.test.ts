/**
 * Each of the reference GANs with everything else that a training can be asked for: classes and none, grey and colour,
 * batches in parts, less precise numbers, memory that runs out, a stop and a resume. Every run goes on to the very
 * weights of one that was left alone; its checks of health find nothing, and what diverges they find.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Settings } from '../../../src/shared/domain'
import { openEngine } from '../../../src/main/engine/engines'
import { compile } from '../../../src/main/engine/tensorflow/program'
import { interpret, type Precision, type Program, type ProgramDefinition } from '../../../src/main/tensors/program'
import { smallest, trainSmall, type Trained } from './small-training'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-together-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Whatever this processor is made for. */
const everyPrecision: readonly Precision[] = ['float32', 'bfloat16', 'float16']
const compiled = (definition: ProgramDefinition): Program => compile(definition, everyPrecision)

/** It came to its end, every number is one, every sheet shows something, and no check found anything. */
function expectSound({ reports, findings, failed }: Trained): void {
  expect(failed).toBe('')
  expect(findings).toEqual([])
  for (const report of reports)
    if (report.type === 'epoch') {
      expect([...report.losses, ...Object.values(report.measures)].every(Number.isFinite)).toBe(true)
      expect(new Set(report.samples.pixels).size).toBeGreaterThan(1)
    }
}

/** A step of its program, given how many came before. */
type Step = (before: number, run: () => ReturnType<Program['run']>, program: Program) => ReturnType<Program['run']>

/** Does something else where a program's step is run. */
const meddling =
  (make: (definition: ProgramDefinition) => Program, step: Step) =>
  (definition: ProgramDefinition): Program => {
    const program = make(definition)
    let steps = 0
    return {
      read: () => program.read(),
      assign: values => {
        program.assign(values)
      },
      dispose: () => {
        program.dispose()
      },
      run: (method, inputs) => {
        const run = (): ReturnType<Program['run']> => program.run(method, inputs)
        return method.startsWith('step') ? step(steps++, run, program) : run()
      }
    }
  }

/** Of each step that was reported. */
const lossesOf = ({ reports }: Trained): number[][] =>
  reports.flatMap(report => (report.type === 'steps' ? [report.losses.flatMap(column => [...column])] : []))

/** Grey and in float32, trained once. */
const plain = new Map<string, Promise<Trained>>()
function untroubled(id: string): Promise<Trained> {
  const trained = plain.get(id) ?? trainSmall(folder, id, { channels: 'grey' }, { compile: interpret })
  plain.set(id, trained)
  return trained
}

describe.each(Object.keys(smallest))('%s', id => {
  test('stopped and gone on with, it ends as one that was left alone', async () => {
    const given = { channels: 'grey' }
    const whole = await untroubled(id)
    expectSound(whole)
    expect(whole.reports.at(-1)).toMatchObject({ type: 'done', step: 4 })
    const stopped = await trainSmall(folder, id, given, { compile: interpret, stopAt: 1 })
    expectSound(stopped)
    expect(stopped.reports.at(-1)).toMatchObject({ type: 'stopped', step: 1 })
    const resumed = await trainSmall(folder, id, given, { compile: interpret, resumeFrom: stopped.file })
    expectSound(resumed)
    expect(resumed.reports.at(-1)).toEqual(whole.reports.at(-1))
    expect(resumed.weights()).toEqual(whole.weights())
  })

  test(
    'in colour, in parts, with the relativistic loss and LeCam, memory runs out: batches are halved, ' +
      'training goes on',
    async () => {
      let halved = false
      const scarce = meddling(interpret, (before, run) => {
        if (before !== 1 || halved) return run()
        halved = true
        throw new Error('OOM when allocating tensor with shape[64,100] and type float')
      })
      const phase: Settings = id === 'progan' ? { phasePictures: 4 } : {}
      const given = { channels: 'colour', batchSize: 4, accumulate: 2, loss: 'relativistic', lecam: 0.1, ...phase }
      const trained = await trainSmall(folder, id, given, { compile: scarce })
      expectSound(trained)
      expect(trained.reports.at(-1)).toMatchObject({ type: 'done', step: 4 })
      expect(trained.reports.flatMap(report => (report.type === 'notice' ? [report.message] : []))).toEqual([
        expect.stringMatching(/^Memory ran out: each batch of 4 is now worked through in 4 parts of one picture/)
      ])
      // LeCam has seen what the discriminator says.
      for (const side of ['real', 'fake'])
        expect(Math.abs(Number(trained.weights().get(`penalty/lecam/${side}`)?.[0]))).toBeGreaterThan(0)
    }
  )

  test('weights beyond all numbers: training ends, and its health says what happened and what to do', async () => {
    const spoilt = meddling(interpret, async (before, run, program) => {
      const values = await program.read()
      const far = [...values].flatMap(([name, numbers]) =>
        name.startsWith('discriminator/') ? [[name, Float32Array.from(numbers, each => each * 1e30)] as const] : []
      )
      if (before === 0) program.assign(new Map(far))
      return run()
    })
    const { failed, findings } = await trainSmall(folder, id, { channels: 'grey' }, { compile: spoilt })
    expect(failed).toMatch(/stopped being numbers at step 1 \(epoch 1\)/)
    expect(findings).toMatchObject([
      { kind: 'not-a-number', level: 'error', remedy: { label: expect.stringMatching(/halve the learning rate/) } }
    ])
  })
})

// Classes are told outside of what is less precise.
const precisions = Object.keys(smallest)
  .filter(id => id !== 'stylegan-classes')
  .flatMap(id => [[id, 'bfloat16'] as const, [id, 'float16'] as const])

test.each(precisions)('%s in %s: near what float32 comes to, and not the same', async (id, precision) => {
  // What grows has grown by its second step.
  const stopAt = id === 'progan' ? 2 : 1
  const trained = await trainSmall(folder, id, { channels: 'grey', precision }, { compile: compiled, stopAt })
  expectSound(trained)
  const [found, wanted] = [lossesOf(trained).flat(), lossesOf(await untroubled(id)).flat()]
  expect(found.length).toBeGreaterThanOrEqual(2 * stopAt)
  const apart = found.map((loss, i) => Math.abs(loss - (wanted[i] ?? Number.NaN)) / Math.max(1, Math.abs(loss)))
  expect(Math.max(...apart)).toBeLessThan(0.1)
  expect(Math.max(...apart)).toBeGreaterThan(1e-6)
})
