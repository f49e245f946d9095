import { join } from 'node:path'
import { writeTensors } from '../../../src/main/checkpoints/safetensors'
import { planNetwork } from '../../../src/main/layers/plan'
import type { ModelDefinition } from '../../../src/main/models/definition'
import { averaged } from '../../../src/main/models/weights'
import type { Settings, SettingValue } from '../../../src/shared/domain'
import { normalStream } from '../../../src/shared/random'

/** As small as each model can be: what is tested is that it is the same network. */
export const smallest = (model: ModelDefinition): Settings => {
  const wanted: Record<string, SettingValue> = { latent: 8, emaDecay: 0, noise: true }
  const chosen = model.settings.map(definition => {
    const { key } = definition
    if (definition.type === 'choice' && key === 'size')
      return [key, smallestSize(definition.choices.map(({ value }) => Number(value)))]
    if (key === 'width' && definition.type === 'int') return [key, Math.max(definition.min, 8)]
    if (key in wanted && definition.type !== 'choice') return [key, wanted[key] ?? definition.default]
    return [key, definition.default]
  })
  return Object.fromEntries(chosen) as Settings
}

/** Small, but of several levels where the model has levels. */
const smallestSize = (sizes: readonly number[]): string => String(Math.min(...sizes.filter(size => size >= 16)))

/** Weights near 1/√n, statistics that are positive, of every network and its average, and the model's state. */
export function randomCheckpoint(folder: string, model: ModelDefinition, settings: Settings): string {
  const path = join(folder, `${model.id}.safetensors`)
  const last = model.stages ? (model.stages(settings).at(-1)?.from ?? 0) + 1 : 1
  const tensors = new Map<string, { shape: readonly number[]; values: Float32Array }>()
  for (const [name, definition] of Object.entries(model.networks(settings))) {
    for (const { name: weight, shape } of planNetwork(name, definition).weights) {
      const next = normalStream('weights', 3, weight)
      const size = shape.reduce((a, b) => a * b, 1)
      const scale = shape.length > 1 ? 1 / Math.sqrt(size / (shape.at(-1) ?? 1)) : 0.3
      const values = Float32Array.from({ length: size }, () => next() * scale)
      const positive = /variance|gamma/i.test(weight) ? values.map(value => 0.5 + Math.abs(value)) : values
      tensors.set(weight, { shape, values: positive })
      tensors.set(averaged(weight), { shape, values: positive })
    }
  }
  for (const name of [...tensors.keys()].filter(each => each.endsWith('spectralIn'))) alongKernel(tensors, name)
  for (const [name, { shape, initial }] of Object.entries(model.state?.(settings) ?? {}))
    tensors.set(name, { shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(initial) })
  writeTensors(path, tensors, { step: String(last), epoch: '1' })
  return path
}

/** What a step of the power iteration leaves: v = W·u, of length 1. */
function alongKernel(tensors: Map<string, { values: Float32Array }>, name: string): void {
  const [v, u, kernel] = ['spectralIn', 'spectralOut', 'kernel'].map(
    role =>
      tensors.get(
        name.replace(/(\w+\.)?spectralIn$/, (_, of?: string) =>
          role === 'kernel' ? (of?.slice(0, -1) ?? role) : `${of ?? ''}${role}`
        )
      )?.values
  )
  if (!v || !u || !kernel) throw new Error(`${name} has no kernel beside it.`)
  const product = v.map((_, i) => u.reduce((sum, each, o) => sum + each * (kernel[i * u.length + o] ?? 0), 0))
  const lengths = [u, product].map(vector => Math.hypot(...vector))
  u.forEach((value, o) => (u[o] = value / (lengths[0] ?? 1)))
  product.forEach((value, i) => (v[i] = value / (lengths[1] ?? 1)))
}
