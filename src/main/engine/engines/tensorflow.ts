/** Native TensorFlow: whole steps compiled into one graph. */
import type { Engine } from '../../tensors/engine'
import { native } from '../tensorflow/binding'
import { fused } from '../tensorflow/fused'
import { graphOps } from '../tensorflow/graph-ops'
import { precisions } from '../tensorflow/precisions'
import { compile } from '../tensorflow/program'
import { nativeRandom } from '../tensorflow/random'
import { tf } from '../tensorflow/tf'

export async function open(): Promise<Engine> {
  await tf.setBackend('tensorflow')
  return {
    name: 'tensorflow',
    title: 'TensorFlow',
    version: native.TF_Version,
    device: native.isUsingGpuDevice() ? 'CUDA' : 'CPU',
    precisions,
    detail: 'One training step is one native call.',
    tf,
    ops: fused,
    graph: graphOps,
    random: nativeRandom,
    compile: definition => compile(definition)
  }
}
