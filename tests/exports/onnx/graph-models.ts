/** What is written for TensorFlow.js, opened and run by it. */
import * as tf from '@tensorflow/tfjs'
import type { Traced } from '../../../src/main/engine/tracing/graph'
import type { TensorFlowGraph } from '../../../src/main/exports/tensorflow/builder'
import { graphModel } from '../../../src/main/exports/tensorflow/graph-model'
import type { Given } from './replay'

interface ModelFile {
  modelTopology: object
  signature: { inputs: Record<string, { name: string }>; outputs: object }
  weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[]
}

/** Outputs by their names. */
export async function opened(
  graph: TensorFlowGraph,
  traced: Traced,
  inputs: Given
): Promise<Record<string, Float32Array>> {
  const files = graphModel(graph, {})
  const json = JSON.parse(new TextDecoder().decode(files['model.json'])) as ModelFile
  const [{ paths, weights } = { paths: [], weights: [] }] = json.weightsManifest
  const weightData = Uint8Array.from(Buffer.concat(paths.map(path => files[path] ?? new Uint8Array()))).buffer
  const model = await tf.loadGraphModel({
    load: async () => ({
      modelTopology: json.modelTopology,
      weightSpecs: weights,
      weightData,
      signature: json.signature
    })
  })
  try {
    return tf.tidy(() => {
      const fed = Object.fromEntries(
        traced.inputs.map(({ name, shape, dtype }) => [
          json.signature.inputs[name]?.name ?? name,
          tf.tensor(inputs[name] as Float32Array, shape, dtype)
        ])
      )
      return Object.fromEntries(
        graph.outputs.map(({ name, node }) => [
          name,
          Float32Array.from((model.execute(fed, node) as tf.Tensor).dataSync())
        ])
      )
    })
  } finally {
    model.dispose()
  }
}
