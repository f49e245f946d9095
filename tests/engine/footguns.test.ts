/**
 * The ledger of what recording a step can get silently wrong. Each entry either works or says no in words.
 */
import { afterEach, describe, expect, test } from 'vitest'
import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import { native } from '../../src/main/engine/tensorflow/binding'
import { Graph, typeAttribute } from '../../src/main/engine/tensorflow/graph'
import {
  compile,
  interpret,
  type Method,
  type SyncProgram,
  type ProgramDefinition
} from '../../src/main/engine/tensorflow/program'
import { openEngine } from '../../src/main/engine/engines'
import { Draws, word } from '../../src/main/tensors/random/draws'
import { tf } from '../../src/main/engine/tensorflow/tf'

await openEngine('tensorflow')
const scalarInput = { x: { shape: [], dtype: 'float32' as const } }
const programs: SyncProgram[] = []
afterEach(() => {
  for (const program of programs.splice(0)) program.dispose()
})

function build(
  run: Method['run'],
  variables: Record<string, Variable> = {},
  inputs: Method['inputs'] = scalarInput
): SyncProgram {
  const program = compile(definition(run, variables, inputs))
  programs.push(program)
  return program
}
const definition = (
  run: Method['run'],
  variables: Record<string, Variable> = {},
  inputs: Method['inputs'] = scalarInput
): ProgramDefinition => ({ variables: new Map(Object.entries(variables)), methods: { step: { inputs, run } } })
const input = (inputs: Record<string, Tensor>): Tensor => {
  const { x } = inputs
  if (!x) throw new Error('no x')
  return x
}
const call = (program: SyncProgram, x: number): number =>
  program.run('step', { x: Float32Array.of(x) }).y?.[0] ?? Number.NaN

describe('what would be frozen', () => {
  test('a JavaScript number read while recording stays as it was: what must change is an input', () => {
    let rate = 2
    const program = build(inputs => ({ y: tf.mul(input(inputs), rate) }))
    rate = 3
    expect(call(program, 5)).toBe(10)
  })

  test('a tensor made outside and never used is refused', () => {
    const outside = tf.scalar(3)
    expect(() => build(inputs => ({ y: tf.mul(input(inputs), outside) }))).toThrow('made outside')
  })

  test('a tensor made outside and used before is refused', () => {
    const outside = tf.add(1, 2)
    expect(() => build(inputs => ({ y: tf.mul(input(inputs), outside) }))).toThrow('made outside')
  })

  test("a variable that is not the program's is refused", () => {
    const stray = tf.variable(tf.scalar(1))
    expect(() => build(inputs => ({ y: tf.mul(input(inputs), stray) }))).toThrow('made outside')
  })

  test("a branch on a tensor's value is refused", () => {
    expect(() =>
      build(inputs => ({ y: (input(inputs).dataSync()[0] ?? 0) > 0 ? tf.scalar(1) : tf.scalar(2) }))
    ).toThrow("Reading a tensor's values")
  })

  test.each([
    ['randomNormal', () => tf.randomNormal([2])],
    ['dropout', () => tf.dropout(tf.ones([4]), 0.5)],
    ['Math.random', () => tf.scalar(Math.random())]
  ])('randomness from JavaScript (%s) is refused', (_, draw) => {
    expect(() => build(() => ({ y: tf.sum(draw()) }))).toThrow('Randomness')
    // And Math.random is itself again.
    expect(Math.random()).toBeLessThan(1)
  })

  test('a batch of another size than recorded is refused', () => {
    const program = build(inputs => ({ y: tf.sum(input(inputs)) }), {}, { x: { shape: [2], dtype: 'float32' } })
    expect(() => program.run('step', { x: Float32Array.of(1, 2, 3) })).toThrow(/Shape does not match/)
    expect(program.run('step', { x: Float32Array.of(1, 2) }).y?.[0]).toBe(3)
  })
})

describe('variables', () => {
  test('a read after an update sees the update, a read before it does not', () => {
    const v = tf.variable(tf.scalar(10))
    const program = build(
      inputs => {
        const before = tf.mul(v, 1)
        v.assign(tf.add(v, input(inputs)))
        return { y: tf.add(tf.mul(before, 1000), v) }
      },
      { v }
    )
    expect(call(program, 1)).toBe(10_011)
    expect(call(program, 1)).toBe(11_012)
    expect(program.read().get('v')?.[0]).toBe(12)
    // Recording itself changed nothing.
    expect(v.dataSync()[0]).toBe(10)
  })

  test('an assignment that does not depend on the old value still waits for its readers', () => {
    const v = tf.variable(tf.fill([1000], 1))
    const program = build(
      inputs => {
        const sum = tf.sum(v)
        v.assign(tf.fill([1000], 7))
        return { y: tf.add(sum, tf.mul(input(inputs), 0)) }
      },
      { v }
    )
    expect(call(program, 0)).toBe(1000)
    expect(call(program, 0)).toBe(7000)
  })

  test('two programs over the same variables do not share their values', () => {
    const v = tf.variable(tf.scalar(1))
    const run: Method['run'] = inputs => {
      v.assign(tf.add(v, input(inputs)))
      return { y: tf.mul(v, 1) }
    }
    const [a, b] = [build(run, { v }), build(run, { v })]
    expect([call(a, 5), call(a, 5), call(b, 1)]).toEqual([6, 11, 2])
  })

  test('assigning names what is unknown or of another size', () => {
    const program = build(inputs => ({ y: tf.mul(input(inputs), 1) }), { v: tf.variable(tf.zeros([2])) })
    expect(() => {
      program.assign(new Map([['w', new Float32Array(2)]]))
    }).toThrow('no variable w')
    expect(() => {
      program.assign(new Map([['v', new Float32Array(3)]]))
    }).toThrow('holds 2 numbers; 3 were given')
  })
})

describe('randomness from the step', () => {
  const uniform = (seed: number) =>
    definition(
      inputs => ({ y: new Draws(seed, input(inputs)).uniform('numbers', [4]) }),
      {},
      { x: { shape: [], dtype: 'int32' } }
    )
  const draw = (program: SyncProgram, step: number) => [...(program.run('step', { x: Int32Array.of(step) }).y ?? [])]

  test('changes with the step and the seed, repeats with both, and is the same compiled and not', () => {
    const program = compile(uniform(1))
    const other = compile(uniform(2))
    programs.push(program, other)
    expect(draw(program, 0)).not.toEqual(draw(program, 1))
    expect(draw(program, 0)).toEqual(draw(program, 0))
    expect(draw(other, 0)).not.toEqual(draw(program, 0))
    expect(draw(interpret(uniform(1)), 3)).toEqual(draw(program, 3))
  })

  test('two names in one step differ; a draw that is added before or between changes neither', () => {
    const drawn = (...names: string[]) => {
      const program = build(
        inputs => {
          const draws = new Draws(1, input(inputs))
          return Object.fromEntries(names.map(name => [name, draws.at('part').uniform(name, [4])]))
        },
        {},
        { x: { shape: [], dtype: 'int32' } }
      )
      return program.run('step', { x: Int32Array.of(0) })
    }
    const [two, four] = [drawn('a', 'b'), drawn('new', 'a', 'other', 'b')]
    expect(two.a).not.toEqual(two.b)
    expect([four.a, four.b]).toEqual([two.a, two.b])
  })

  test('the words of keys are what they were: other ones would change every run', () => {
    expect([word(0, ''), word(1, 'discriminator/latents'), word(2 ** 31 - 1, 'x')]).toEqual([
      -30799428, -261248455, -327100193
    ])
    const names = Array.from({ length: 200 }, (_, i) => `generator/dropout${i}/mask`)
    expect(new Set(names.flatMap(name => [0, 1, 2, 3].map(seed => word(seed, name)))).size).toBe(800)
  })
})

describe('graphs', () => {
  test('a node that reads what is not there is refused before TensorFlow sees it', () => {
    const graph = new Graph()
    expect(() => graph.node('Neg', ['nowhere'], { T: typeAttribute('float32') })).toThrow(
      'reads nowhere, which is not in the graph'
    )
    expect(() => graph.node('Neg', [''], { T: typeAttribute('float32') })).toThrow('not in the graph')
  })

  test('an op that TensorFlow does not know is an error, not an abort', () => {
    const graph = new Graph()
    graph.node('NoSuchOp', [], {})
    expect(() => graph.load()).toThrow('NoSuchOp')
  })
})

test('thousands of calls leave no tensor behind', () => {
  const v = tf.variable(tf.zeros([100]))
  const program = build(
    inputs => {
      v.assign(tf.add(v, input(inputs)))
      return { y: tf.sum(v) }
    },
    { v }
  )
  call(program, 1)
  const before = [native.getNumOfTensors(), tf.memory().numTensors]
  for (let i = 0; i < 5000; i++) call(program, 1)
  expect([native.getNumOfTensors(), tf.memory().numTensors]).toEqual(before)
})

test('compiling and disposing leaves no tensor behind', () => {
  const v = tf.variable(tf.zeros([10]))
  const once = () => {
    compile(
      definition(
        inputs => {
          v.assign(tf.add(v, input(inputs)))
          return { y: tf.sum(v) }
        },
        { v }
      )
    ).dispose()
  }
  once()
  const before = [native.getNumOfTensors(), tf.memory().numTensors]
  for (let i = 0; i < 5; i++) once()
  expect([native.getNumOfTensors(), tf.memory().numTensors]).toEqual(before)
})
