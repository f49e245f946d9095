/** A layer: a function over a scope, with the kind that names its weights. */
import type { Initializer } from './initializers'
import type { NetworkFunction, Pass, Scope, Shape, Value } from './scope'
import type { Tensor } from '@tensorflow/tfjs-core'

export interface Layer {
  (net: Scope, ...inputs: Value[]): Value
  /** Short, e.g. conv: names its weights in checkpoints. */
  readonly kind: string
}

/** @param body declares the layer's weights and says what it computes */
export const layer = (kind: string, body: NetworkFunction): Layer =>
  Object.assign((net: Scope, ...inputs: Value[]) => net.call(kind, body, inputs), { kind })

/** A layer without weights that keeps its input's shape; features that were found before it are refined by it. */
export const pointwise = (kind: string, apply: (x: Tensor, pass: Pass) => Tensor, { perPass = false } = {}): Layer =>
  layer(kind, (net, x) => net.output(x.shape, pass => apply(x.tensor, pass), { features: 'refined', perPass }))

/** Options of layers with a kernel. `spectral`: divided by its largest singular value (spectral-norm.ts). */
export interface KernelOptions {
  init?: Initializer
  bias?: boolean
  spectral?: boolean
}

const words = (shape: Shape): string => `[${shape.join(', ')}]`

/** @throws Error when a layer that takes pictures is given something else */
export function imageShape(kind: string, { shape }: Value): [height: number, width: number, channels: number] {
  const [height, width, channels] = shape
  if (height === undefined || width === undefined || channels === undefined || shape.length !== 3) {
    throw new Error(`${kind} takes [height, width, channels]; it was given ${words(shape)}.`)
  }
  return [height, width, channels]
}

/** @throws Error when a layer that takes vectors is given something else */
export function vectorLength(kind: string, { shape }: Value): number {
  const [length] = shape
  if (length === undefined || shape.length !== 1)
    throw new Error(`${kind} takes [n]; it was given ${words(shape)}. Put flatten() before it.`)
  return length
}

/** The input at a place. @throws Error where a layer of several inputs was given fewer */
export function inputAt(kind: string, inputs: readonly Value[], at: number): Value {
  const found = inputs[at]
  if (!found) throw new Error(`${kind} takes ${at + 1} inputs or more; it was given ${inputs.length}.`)
  return found
}
