/** What SavedModel and TensorFlow.js share: a folder of files with a network of a checkpoint. */
import { zipSync } from 'fflate'
import type { Format } from '../format'
import { networkOptions } from '../network/options'
import { chosenNetwork, exportedNetwork, shapeWords } from '../network/written'
import type { TensorFlowGraph } from './builder'
import { tensorFlowGraph } from './graph'

interface Written extends Pick<Format, 'id' | 'title' | 'label' | 'summary'> {
  /** @param metadata where it comes from, in words by key */
  files: (graph: TensorFlowGraph, metadata: Record<string, string>) => Record<string, Uint8Array>
  /** How it is opened, for whoever has never done so. */
  opened: string
}

export const graphFormat = ({ files, opened, ...words }: Written): Format => ({
  ...words,
  extension: 'zip',
  mediaType: 'application/zip',
  unpacks: true,
  group: 'weights',
  needs: 'checkpoints',
  options: networkOptions,
  write: async (source, chosen) => {
    const network = await chosenNetwork(source, chosen)
    const { graph: traced, epoch, step, about } = network
    const { run } = source
    const graph = tensorFlowGraph(traced)
    const readMe = [
      `"${run.name}" (${run.model}), epoch ${epoch}, step ${step}: ${chosen.word('part')}.`,
      `Takes ${shapeWords(traced.inputs)}; gives ${shapeWords(traced.outputs)}. Pictures are ${about.pictures}.`,
      `Opened by ${opened}.`,
      ''
    ].join('\n')
    const bytes = zipSync({ ...files(graph, about), 'README.txt': new TextEncoder().encode(readMe) })
    return exportedNetwork(bytes, network, chosen, graph.nodes.length)
  }
})
