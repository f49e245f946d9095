/**
 * tfjs's WebGPU back end on Dawn, Chromium's WebGPU without Chromium: any maker's GPU through Vulkan, Metal or
 * Direct3D.
 */
import type { Engine } from '../../tensors/engine'
import { plainGraphOps } from '../../tensors/graph-ops'
import { plainOps } from '../../tensors/ops-plain'
import { interpretLater } from '../../tensors/program'
import { hostRandom } from '../../tensors/random/host'
import { tf } from './tfjs'

let adapter: GPUAdapter | null = null

/** @throws Error where no driver offers a GPU. */
export async function open(): Promise<Engine> {
  adapter ??= await start()
  if (!(await tf.setBackend('webgpu'))) throw new Error('The GPU was found but could not be opened.')
  const { info } = adapter
  return {
    name: 'webgpu',
    title: 'WebGPU',
    version: tf.version_core,
    device: info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') || 'GPU',
    software: isSoftware(info),
    precisions: ['float32'],
    detail: 'Every op is one dispatch on the GPU.',
    tf,
    ops: plainOps,
    graph: plainGraphOps,
    random: hostRandom,
    compile: interpretLater
  }
}

async function start(): Promise<GPUAdapter> {
  const { create, globals } = await import('webgpu')
  Object.assign(globalThis, globals)
  const gpu = create([])
  // tfjs looks for it where a browser has it.
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true })
  const found = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!found) throw new Error('No driver (Vulkan, Metal or Direct3D 12) offers a GPU.')
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu')
  tf.removeBackend('webgpu')
  tf.registerBackend('webgpu', async () => {
    const { limits } = found
    const device = await found.requestDevice({
      requiredLimits: Object.fromEntries(wantedLimits.map(name => [name, limits[name]]))
    })
    return new WebGPUBackend(device, found.info)
  })
  return found
}

/** As much as the GPU has, of what large layers run into. */
const wantedLimits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup'
] as const

/** A driver that computes on the processor: good for tests, slower than wasm. */
const isSoftware = (info: GPUAdapterInfo & { isFallbackAdapter?: boolean }): boolean =>
  info.isFallbackAdapter === true ||
  /swiftshader|llvmpipe|lavapipe|basic render/i.test(`${info.architecture} ${info.description}`)
