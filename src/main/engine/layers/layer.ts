/** What a layer is: a description that declares its weights and, once built, maps a batch to a batch. */
import type { Tensor, Variable } from '@tensorflow/tfjs-node-gpu'
import type { TF } from '../engine'
import type { Ops } from '../ops'
import type { StepRandom } from '../random'

export interface StepContext {
  tf: TF
  ops: Ops
  /** Batch statistics and dropout on; off when sampling. */
  training: boolean
  /** Randomness of this step; sampling has none. */
  random: StepRandom
  /** Steps done before this one, float32 scalar. */
  step: Tensor
  /** Class of each example, int32 [batch]; null where the model is told none. */
  labels?: Tensor | null
  /** The picture that each example is made from, [batch, height, width, channels] in [−1, 1]; null where the model is told none. */
  condition?: Tensor | null
  /** Where it is there, what convolutions found is added: [batch, height, width, channels] each, after their activation. */
  found?: Tensor[]
}

export type Initializer = (shape: readonly number[], fans: { in: number; out: number }, random: { uniform: () => number; normal: () => number }) => Float32Array

export interface WeightOptions {
  trainable?: boolean
  fans?: { in: number; out: number }
}

/** Declares one weight of the layer under a name that is its own within the layer. */
export type Declare = (name: string, shape: readonly number[], init: Initializer, options?: WeightOptions) => Variable

export interface BuiltLayer {
  /** Without the batch axis. */
  shape: number[]
  apply: (x: Tensor, context: StepContext) => Tensor
  /** Multiplications and additions of one example's forward pass, where there are enough to count. */
  flop?: number
  /** Numbers in the outputs of layers inside it, one example; none where it is one operation. */
  inside?: readonly number[]
  /** True where a picture's output depends on the rest of its batch. */
  couples?: boolean
  /** True where every pass draws numbers or moves a state of the layer. */
  perPass?: boolean
  /** find: its output is what a convolution found in a picture. refine: it goes on with the output of the layer before it. */
  part?: 'find' | 'refine'
}

export interface Layer {
  /** Short and lower case: names the weights in checkpoints, e.g. conv. */
  kind: string
  build: (shape: readonly number[], declare: Declare) => BuiltLayer
}

/** Runs one layer of a chain. */
export function pass(layer: BuiltLayer, x: Tensor, context: StepContext): Tensor {
  const y = layer.apply(x, context)
  const { found } = context
  if (found && layer.part === 'find') found.push(y)
  if (found && layer.part === 'refine' && found.at(-1) === x) found[found.length - 1] = y
  return y
}

/** A layer that has no weights and keeps its input's shape. */
export const pointwise = (kind: string, apply: BuiltLayer['apply'], more: Pick<BuiltLayer, 'perPass'> = {}): Layer => ({ kind, build: shape => ({ shape: [...shape], apply, part: 'refine', ...more }) })

/** Options of layers with a kernel. `spectral`: divided by its largest singular value (spectral.ts). */
export interface KernelOptions { init?: Initializer; bias?: boolean; spectral?: boolean }

/** @throws Error when a layer that wants pictures is given something else. */
export function imageShape(kind: string, shape: readonly number[]): [number, number, number] {
  const [height, width, channels] = shape
  if (height === undefined || width === undefined || channels === undefined || shape.length !== 3) {
    throw new Error(`${kind} takes [height, width, channels]; it was given [${shape.join(', ')}].`)
  }
  return [height, width, channels]
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

export const zeros: Initializer = shape => new Float32Array(sizeOf(shape))
export const ones: Initializer = shape => new Float32Array(sizeOf(shape)).fill(1)

/** Uniform in ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010). */
export const glorotUniform: Initializer = (shape, fans, { uniform }) => {
  const limit = Math.sqrt(6 / (fans.in + fans.out))
  return Float32Array.from({ length: sizeOf(shape) }, () => (2 * uniform() - 1) * limit)
}

/** N(mean, deviation²). */
export const normalInitializer = (deviation: number, mean = 0): Initializer => (shape, _fans, { normal }) =>
  Float32Array.from({ length: sizeOf(shape) }, () => mean + deviation * normal())
