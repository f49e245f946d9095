/** tfjs's WebAssembly back end: needs nothing but Node. The last resort; good for small models. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import type { Engine } from '../../tensors/engine'
import { plainGraphOps } from '../../tensors/graph-ops'
import { plainOps } from '../../tensors/ops-plain'
import { interpret } from '../../tensors/program'
import { hostRandom } from '../../tensors/random/host'
import { tf } from './tfjs'
import { registerConvolutionGradients } from './wasm-convolutions'
import { registerSegmentSum } from './wasm-segment-sum'

let registered = false

export async function open(): Promise<Engine> {
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/`)
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly could not be started.')
  if (!registered) {
    registerConvolutionGradients()
    registerSegmentSum()
  }
  registered = true
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  return {
    name: 'wasm',
    title: 'WebAssembly',
    version: tf.version_core,
    device: 'CPU',
    precisions: ['float32'],
    detail:
      'The slowest engine: small models only. One ' +
      `thread, ${simd ? 'vector instructions' : 'no vector instructions'}.`,
    tf,
    ops: plainOps,
    graph: plainGraphOps,
    random: hostRandom,
    compile: interpret
  }
}
