/**
 * What TensorFlow's remapper makes one kernel of: a convolution, its norm or bias, and the activation. Where something
 * else reads what lies between, it fails ("fanout … exist for missing node …") and fuses nothing in the whole graph.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEngine } from '../../../src/main/engine/engines'
import type { InputRows } from '../../../src/main/engine/protocol'
import { Sampler } from '../../../src/main/engine/sampling/sampler'
import { build } from '../../../src/main/engine/step/build'
import { compile } from '../../../src/main/engine/tensorflow/program'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import type { Settings } from '../../../src/shared/domain'
import { tf } from '../../../src/main/tensors/tf'
import { Table } from '../../../src/main/tensors/program'
import { trainedOn } from './trained'

await openEngine('tensorflow')
const { intercept, native } = await import('../../../src/main/engine/tensorflow/binding')

interface Node {
  getName: () => string
  getOp: () => string
  getInputList: () => string[]
}
interface Proto {
  SavedModel: {
    deserializeBinary: (bytes: Uint8Array) => {
      getMetaGraphsList: () => { getGraphDef: () => { getNodeList: () => Node[] } }[]
    }
  }
}
const proto = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb') as Proto

/** Nodes of every graph that is loaded meanwhile. */
async function graphsOf(work: () => Promise<unknown>): Promise<Node[][]> {
  const graphs: Node[][] = []
  const load = native.loadSavedModel
  const restore = intercept({
    loadSavedModel: (folder, tags) => {
      const model = proto.SavedModel.deserializeBinary(readFileSync(join(folder, 'saved_model.pb')))
      graphs.push(model.getMetaGraphsList().flatMap(graph => graph.getGraphDef().getNodeList()))
      return load(folder, tags)
    }
  })
  try {
    await work()
  } finally {
    restore()
  }
  return graphs
}

const fused = new Set(['FusedBatchNorm', 'BiasAdd'])
const sums = new Set(['Add', 'AddV2', 'AddN'])

/** Norms, biases, and sums of something with a bias, below an activation that something else reads, too. */
function shared(nodes: readonly Node[]): string[] {
  const byName = new Map(nodes.map(node => [node.getName(), node]))
  const readers = (name: string): Node[] =>
    nodes
      .filter(node => node.getInputList().includes(name))
      // A shape that stays as it is goes before anything is fused.
      .flatMap(node => (node.getOp() === 'Reshape' ? readers(node.getName()) : [node]))
  const below = (name = ''): Node | undefined => {
    const node = byName.get(name)
    return node?.getOp() === 'Reshape' ? below(node.getInputList()[0]) : node
  }
  return nodes
    .filter(node => node.getOp() === 'LeakyRelu' || node.getOp() === 'Relu')
    .flatMap(node => below(node.getInputList()[0]) ?? [])
    .filter(
      node =>
        fused.has(node.getOp()) ||
        (sums.has(node.getOp()) && node.getInputList().some(input => byName.get(input)?.getOp() === 'BiasAdd'))
    )
    .filter(node => readers(node.getName()).length > 1)
    .map(node => `${node.getOp()} ${node.getName()}`)
}

test.each<[string, Settings, InputRows]>([
  ['pix2pix', { size: '64', width: 4, channels: 'grey', noise: false }, {}],
  ['cyclegan', { size: '32', width: 4, channels: 'grey', blocks: 1 }, { direction: Int32Array.of(0) }]
])(
  '%s: nothing else reads what is fused with an activation',
  async (id, given, inputs) => {
    const model = findModel(id)
    const settings = completeSettings(model, given)
    const { checkpoint, shape } = await trainedOn(id, settings)
    const graphs = await graphsOf(() =>
      new Sampler().generate({
        model: id,
        settings,
        shape,
        checkpoint,
        inputs: { input: new Uint8Array(shape[0] * shape[1]), ...inputs },
        count: 1
      })
    )
    const activations = graphs.flat().filter(node => node.getOp() === 'LeakyRelu' || node.getOp() === 'Relu')
    expect(activations.length).toBeGreaterThan(2)
    expect(graphs.flatMap(shared)).toEqual([])
  },
  120_000
)

test('biggan: a sum that both ways of a residual block read is not fused with its ReLU', async () => {
  const model = findModel('biggan')
  const settings = completeSettings(model, {
    ...{ size: '32', width: 4, latent: 8, shared: 4, classes: 3, perClass: 1, batchSize: 4, discriminatorSteps: 1 },
    channels: 'grey'
  })
  const row = 32 * 32
  const { definition, dispose } = build({
    ...{ model, settings, seed: 1, batchSize: 4, sampleCount: 3 },
    table: new Table('dataset', 4, row, new Uint8Array(4 * row))
  })
  const [nodes = []] = await graphsOf(async () => compile(definition).dispose())
  dispose()
  // Four blocks of D, the last three of which begin with ReLU and end in a sum, on real and on generated pictures.
  expect(nodes.filter(node => node.getOp() === 'Maximum').length).toBeGreaterThanOrEqual(6)
  expect(shared(nodes)).toEqual([])
})

test('what stands in for a ReLU has its values, also of what is no number', () => {
  const given = tf.tensor1d([-2, 0, 3, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
  expect([...tf.maximum(given, 0).dataSync()]).toEqual([...tf.relu(given).dataSync()])
})
