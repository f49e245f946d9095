/**
 * Every model as ONNX, as a SavedModel and for TensorFlow.js: what is traced draws what the studio draws, and what is
 * written hangs together; TensorFlow.js draws the same. With ATELIER_ONNX=FOLDER the files are kept there with inputs
 * and outputs, for bench/exports/run_onnx.py and run_saved_model.py.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openEngine } from '../../../src/main/engine/engines'
import { Sampler } from '../../../src/main/engine/sampling/sampler'
import { traceModel } from '../../../src/main/engine/tracing/functions'
import type { Traced } from '../../../src/main/engine/tracing/graph'
import { onnxModel } from '../../../src/main/exports/onnx/model'
import { lowerings } from '../../../src/main/exports/onnx/lowerings'
import { tensorFlowGraph } from '../../../src/main/exports/tensorflow/graph'
import { savedModel } from '../../../src/main/exports/tensorflow/saved-model'
import { models } from '../../../src/main/models'
import { exampleKindOf } from '../../../src/main/models/examples'
import { directionKey } from '../../../src/shared/sampling-knobs'
import { uniformStream } from '../../../src/shared/random'
import { fields, inner, word } from '../read-events'
import { randomCheckpoint, smallest } from './checkpoints'
import { opened } from './graph-models'
import { replay, type Given } from './replay'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-onnx-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const batch = 2
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Pictures and latents in [−1, 1], classes 0 and 1. */
const given = (graph: Traced): Given =>
  Object.fromEntries(
    graph.inputs.map(({ name, shape, dtype }) => {
      const next = uniformStream('given', 1, name)
      // Pictures are whole bytes: what the studio is fed is the same then.
      const drawn = (): number => (shape.length === 4 ? Math.round(next() * 255) / 127.5 : 2 * next()) - 1
      const values = Array.from({ length: sizeOf(shape) }, drawn)
      return [
        name,
        dtype === 'int32' ? Int32Array.from(values, value => (value > 0 ? 1 : 0)) : Float32Array.from(values)
      ]
    })
  )

/** Names that nodes take are there before them; initialisers have as many bytes as their shapes say. */
function examine(bytes: Uint8Array, graph: Traced): void {
  const [main] = inner(fields(bytes), 7).map(fields)
  if (!main) throw new Error('There is no graph.')
  const known = new Set(['', ...graph.inputs.map(({ name }) => name)])
  for (const constant of inner(main, 5).map(fields)) {
    const [dims] = inner(constant, 1)
    const shape = dims ? [...(fields(Uint8Array.of(0x0a, ...[dims.length], ...dims)).get(1) ?? [])] : []
    expect(shape.length).toBeLessThanOrEqual(1)
    expect(known.has(word(constant, 8))).toBe(false)
    known.add(word(constant, 8))
  }
  for (const node of inner(main, 1).map(fields)) {
    const taken = inner(node, 1).map(name => new TextDecoder().decode(name))
    expect(taken.filter(name => !known.has(name))).toEqual([])
    for (const name of inner(node, 2)) known.add(new TextDecoder().decode(name))
  }
  expect(inner(main, 12).map(output => word(fields(output), 1))).toEqual(graph.outputs.map(({ name }) => name))
  for (const { name } of graph.outputs) expect(known.has(name)).toBe(true)
}

/** In TensorFlow.js it is the same to 1e-4, of scores in parts of their size. */
async function inTensorFlow(graph: Traced, inputs: Given, outputs: Record<string, Float32Array>): Promise<void> {
  const found = await opened(tensorFlowGraph(graph), graph, inputs)
  expect(Object.keys(found)).toEqual(Object.keys(outputs))
  for (const [name, values] of Object.entries(outputs)) {
    const size = Math.max(1, ...values.map(Math.abs))
    expect(largest(found[name] ?? [], values) / size).toBeLessThan(1e-4)
  }
}

function keep(
  name: string,
  bytes: Uint8Array,
  inputs: Given,
  outputs: Record<string, Float32Array>,
  graph: Traced
): void {
  const kept = process.env.ATELIER_ONNX
  if (!kept) return
  mkdirSync(kept, { recursive: true })
  const numbers = (values: Given | Record<string, Float32Array>) =>
    Object.fromEntries(Object.entries(values).map(([key, all]) => [key, [...all]]))
  writeFileSync(join(kept, `${name}.onnx`), bytes)
  mkdirSync(join(kept, name), { recursive: true })
  writeFileSync(join(kept, name, 'saved_model.pb'), savedModel(tensorFlowGraph(graph)))
  writeFileSync(join(kept, `${name}.json`), JSON.stringify({ inputs: numbers(inputs), outputs: numbers(outputs) }))
}

describe.each([...models])('%s', (id, model) => {
  const settings = smallest(model)
  const checkpoint = randomCheckpoint(folder, model, settings)
  const order = { model: id, settings, checkpoint, batch: model.sampling.oneByOne ? 1 : batch }
  const ways = model.sampling.inputs(settings).some(({ key }) => key === directionKey)
    ? [{ [directionKey]: 0 }, { [directionKey]: 1 }]
    : [{}]

  test.each(ways)('what draws %o', async settled => {
    const graph = await traceModel({ ...order, part: 'draw', settled })
    expect([...new Set(graph.nodes.map(({ op }) => op))].filter(op => !(op in lowerings))).toEqual([])
    const inputs = given(graph)
    const outputs = await replay(graph, inputs)
    const bytes = onnxModel(graph, { name: 'draw', about: id, properties: {} })
    examine(bytes, graph)
    keep(`${id}-draw${Object.values(settled).join('')}`, bytes, inputs, outputs, graph)
    await inTensorFlow(graph, inputs, outputs)

    // What the studio shows of the same inputs: bytes, or points. Dropout's noise is of one seed there, of none here.
    if (model.sampling.asInTraining?.(settings)) return
    const pictures = new Set(graph.inputs.filter(({ shape }) => shape.length === 4).map(({ name }) => name))
    const fed = Object.fromEntries(
      Object.entries(inputs).map(([name, values]) => [
        name,
        pictures.has(name) ? Uint8Array.from(values, value => Math.round((value + 1) * 127.5)) : values
      ])
    )
    const drawn = await new Sampler().generate({
      model: id,
      settings,
      checkpoint,
      shape: model.image(settings),
      inputs: {
        ...fed,
        ...Object.fromEntries(Object.entries(settled).map(([key, value]) => [key, Int32Array.of(Number(value))]))
      },
      count: order.batch
    })
    const [made = new Float32Array()] = Object.values(outputs)
    if (exampleKindOf(model).draws === 'points') {
      expect(largest(made, drawn.points ?? [])).toBeLessThan(1e-4)
      return
    }
    expect(drawn.pixels.length).toBe(made.length)
    const shown = made.map(value => Math.min(255, Math.max(0, (value + 1) * 127.5)))
    // Half a step of rounding.
    expect(largest(shown, drawn.pixels)).toBeLessThan(0.52)
  })

  const parts = [...Object.keys(model.networks(settings)), ...(model.sampling.encode ? ['encode'] : [])]
  test.each(parts)('its part %s', async part => {
    const graph = await traceModel({ ...order, part, settled: {} })
    expect([...new Set(graph.nodes.map(({ op }) => op))].filter(op => !(op in lowerings))).toEqual([])
    const inputs = given(graph)
    const outputs = await replay(graph, inputs)
    for (const values of Object.values(outputs)) expect(values.every(Number.isFinite)).toBe(true)
    const bytes = onnxModel(graph, { name: part, about: id, properties: {} })
    examine(bytes, graph)
    keep(`${id}-${part}`, bytes, inputs, outputs, graph)
    await inTensorFlow(graph, inputs, outputs)
  })
})

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0)
