/** StyleGAN2's compiled steps against its own run op by op: every set of phases that can be due together. */
import { describe, expect, test } from 'vitest'
import type { Settings } from '../../../src/shared/domain'
import { uniformStream } from '../../../src/shared/random'
import { openEngine } from '../../../src/main/engine/engines'
import { build } from '../../../src/main/engine/step/build'
import { compile, interpret, Table } from '../../../src/main/engine/tensorflow/program'
import { completeSettings } from '../../../src/main/models/definition'
import stylegan from '../../../src/main/models/stylegan'
import withClasses from '../../../src/main/models/stylegan-classes'
import { plainOps } from '../../../src/main/tensors/ops-plain'
import type { ProgramDefinition } from '../../../src/main/tensors/program'
import type { Ops } from '../../../src/main/tensors/ops'

await openEngine('tensorflow')
const count = 16
/** As narrow as it goes. */
const narrow: Settings = { size: '32', most: 4, base: 64, latent: 4, mappingLayers: 1, batchSize: 4 }

function built(given: Settings, ops?: Ops) {
  const model = given.classes === undefined ? stylegan : withClasses
  const settings = completeSettings(model, { ...narrow, ...given })
  const image = model.image(settings)
  const size = image[0] * image[1] * image[2]
  const random = uniformStream('pictures')
  const pictures = Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
  return build({
    model,
    settings,
    seed: 7,
    batchSize: 4,
    sampleCount: 2,
    totalSteps: 40,
    table: new Table('pictures', count, size, pictures),
    ops
  })
}

/** Fewer methods are compiled sooner. */
const only = (program: ProgramDefinition, names: ReadonlySet<string>): ProgramDefinition => ({
  ...program,
  methods: Object.fromEntries(Object.entries(program.methods).filter(([name]) => names.has(name)))
})

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => Math.max(a, Math.abs(b)), 0)
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  largest(Array.from(a, (value, i) => value - (b[i] ?? Number.NaN)))

// Each in two sets of phases: all of them, and path length alone; what a usual step does is in both.
describe.each([
  [{ adaptive: true, accumulate: 2 }, [0, 4], undefined],
  [{ adaptive: true, channels: 'grey', loss: 'relativistic', pathWeight: 0, mixing: 0 }, [0, 1], undefined],
  [{ classes: 3, perClass: 1 }, [0], undefined],
  [{}, [4], plainOps]
] as [Settings, number[], Ops | undefined][])('%o', (given, steps, ops) => {
  test('compiled, a step is what it is op by op', () => {
    const [ours, theirs] = [built(given), built(given, ops)]
    const methods = new Set(steps.map(step => ours.methodFor(step)))
    const [compiled, eager] = [compile(only(ours.definition, methods)), interpret(theirs.definition)]
    for (const step of steps) {
      const inputs = {
        step: Int32Array.of(step),
        indices: Int32Array.from({ length: 4 }, (_, i) => (step * 3 + i * 5) % count),
        ...(given.classes === undefined ? {} : { labels: Int32Array.of(0, 2, 1, 2) })
      }
      // From the same weights each time: Adam's steps follow signs, so rounding would grow from step to step.
      const before = compiled.read()
      eager.assign(before)
      const [left, right] = [compiled.run(ours.methodFor(step), inputs), eager.run(theirs.methodFor(step), inputs)]
      expect(apart(left.losses ?? [], right.losses ?? [Number.NaN])).toBeLessThan(1e-4)
      const wanted = eager.read()
      for (const [name, values] of compiled.read()) {
        const other = wanted.get(name) ?? new Float32Array()
        // Weights of the mapping network are a hundred times as large; a moment is held to its own largest number.
        const scale = Math.max(1e-3, largest(other)) * (name.startsWith('adam/') ? 1e-2 : 1e-4)
        expect(apart(values, other), `${name} after step ${step}`).toBeLessThan(scale)
      }
    }
    compiled.dispose()
    ours.dispose()
    theirs.dispose()
  }, 400_000)
})

test('the average style keeps 0.995 of what it was, and takes the rest from the batch', () => {
  const { definition, methodFor, dispose } = built({ batchSize: 4 })
  const program = interpret(definition)
  const before = new Map([...program.read()].map(([name, values]) => [name, values.slice()]))
  const after = (value: number, name: string): number[] => {
    const known = before.get(name)
    if (!known) throw new Error(`There is no ${name}.`)
    program.assign(new Map(before).set(name, new Float32Array(known.length).fill(value)))
    program.run(methodFor(1), { step: Int32Array.of(1), indices: Int32Array.of(0, 3, 6, 9) })
    return [...(program.read().get(name) ?? [])]
  }
  for (const name of ['styles/movingMean', 'styles/movingVariance']) {
    const [none, one] = [after(0, name), after(1, name)]
    one.forEach((value, i) => expect(value - (none[i] ?? Number.NaN), name).toBeCloseTo(0.995, 5))
    // What the batch gives is not nothing.
    expect(largest(none), name).toBeGreaterThan(1e-6)
  }
  dispose()
})
