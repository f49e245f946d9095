import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs-core'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import type { Engine } from '../engine'
import { plainOps } from '../ops-plain'
import { interpret } from '../program'
import { hostRandom } from '../random'

export async function open(): Promise<Engine> {
  const library = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${dirname(library)}/`)
  void join
  if (!await tf.setBackend('wasm')) throw new Error('tfjs could not start its wasm back end.')
  return {
    name: 'wasm', title: 'WebAssembly', version: tf.version_core, device: 'CPU', precisions: ['float32'], detail: '',
    tf, ops: plainOps(tf), random: hostRandom, compile: interpret
  }
}
