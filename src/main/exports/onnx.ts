/** A network, or what draws, as ONNX: runs in onnxruntime, in browsers and on phones, without the studio. */
import { counted } from '../../shared/counted'
import type { Format } from './format'
import { onnxModel } from './onnx/model'
import { checkpointEpoch } from './tools/checkpoint-option'
import { networkOptions } from './onnx/network-options'
import { partOf } from './tools/parts'

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
  write: async ({ run, trace }, { number, word }) => {
    const { part, settled } = partOf(word('part'))
    const { graph, epoch, step } = await trace({
      epoch: checkpointEpoch(word),
      part,
      batch: number('batch'),
      settled
    })
    const bytes = onnxModel(graph, {
      name: part,
      about: `"${run.name}", epoch ${epoch}`,
      properties: {
        run: run.name,
        model: run.model,
        settings: JSON.stringify(run.settings),
        epoch: String(epoch),
        step: String(step),
        pictures: 'numbers from -1 to 1, [batch, height, width, channels]'
      }
    })
    const shapes = (list: typeof graph.inputs): string =>
      list.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ')
    return {
      bytes,
      mark: `epoch ${epoch} ${word('part').replace(':', ' ')}`,
      words: `${shapes(graph.inputs)} → ${shapes(graph.outputs)}, ${counted(graph.nodes.length, 'operation')}`,
      facts: { operations: graph.nodes.length, epoch, step }
    }
  }
}
export default format
