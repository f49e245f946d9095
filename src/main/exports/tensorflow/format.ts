/** What SavedModel and TensorFlow.js share: a folder of files with a network of a checkpoint. */
import { zipSync } from 'fflate'
import { counted } from '../../../shared/counted'
import type { Format } from '../format'
import { checkpointEpoch } from '../tools/checkpoint-option'
import { networkOptions } from '../onnx/network-options'
import { partOf } from '../tools/parts'
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
  write: async ({ run, trace }, { number, word }) => {
    const { part, settled } = partOf(word('part'))
    const asked = { epoch: checkpointEpoch(word), part, batch: number('batch'), settled }
    const { graph: traced, epoch, step } = await trace(asked)
    const graph = tensorFlowGraph(traced)
    const about = {
      run: run.name,
      model: run.model,
      settings: JSON.stringify(run.settings),
      epoch: String(epoch),
      step: String(step),
      pictures: 'numbers from -1 to 1, [batch, height, width, channels]'
    }
    const shapes = (list: typeof traced.inputs): string =>
      list.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ')
    const readMe = [
      `"${run.name}" (${run.model}), epoch ${epoch}, step ${step}: ${word('part')}.`,
      `Takes ${shapes(traced.inputs)}; gives ${shapes(traced.outputs)}. Pictures are ${about.pictures}.`,
      `Opened by ${opened}.`,
      ''
    ].join('\n')
    return {
      bytes: zipSync({ ...files(graph, about), 'README.txt': new TextEncoder().encode(readMe) }),
      mark: `epoch ${epoch} ${word('part').replace(':', ' ')}`,
      words: `${shapes(traced.inputs)} → ${shapes(traced.outputs)}, ${counted(graph.nodes.length, 'operation')}`,
      facts: { operations: graph.nodes.length, epoch, step }
    }
  }
})
