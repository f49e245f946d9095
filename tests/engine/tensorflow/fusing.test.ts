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
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import type { Settings } from '../../../src/shared/domain'
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

/** Norms and biases below an activation that something else reads, too. */
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
    .filter(node => fused.has(node.getOp()) && readers(node.getName()).length > 1)
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
