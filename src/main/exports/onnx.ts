/** A network, or what draws, as ONNX: runs in onnxruntime, in browsers and on phones, without the studio. */
import type { Format } from './format'
import { networkOptions } from './network/options'
import { chosenNetwork, exportedNetwork } from './network/written'
import { onnxModel } from './onnx/model'

const format: Format = {
  id: 'onnx',
  title: 'Export ONNX',
  label: 'Network (ONNX)',
  summary: 'A network of a checkpoint as ONNX, weights and all: the same pictures without the studio.',
  extension: 'onnx',
  mediaType: 'application/octet-stream',
  group: 'weights',
  needs: 'checkpoints',
  options: networkOptions,
  write: async (source, chosen) => {
    const network = await chosenNetwork(source, chosen)
    const { graph, part, epoch, about: properties } = network
    const bytes = onnxModel(graph, { name: part, about: `"${source.run.name}", epoch ${epoch}`, properties })
    return exportedNetwork(bytes, network, chosen, graph.nodes.length)
  }
}
export default format
