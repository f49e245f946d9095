/**
 * What networks are written with. A network is a function of a scope and of its inputs. Called with a scope of shapes
 * (plan.ts) it says which weights it has and what it costs; called with a scope of tensors (engine/network.ts) it
 * computes. Nothing here loads a tensor library.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Ops } from '../tensors/ops'
import type { Initializer } from './initializers'

export type Shape = readonly number[]

/** What flows through a network: a batch of maps, vectors or classes. */
export interface Value {
  /** Of one example, without the batch axis. */
  readonly shape: Shape
  /** [batch, …shape]. @throws Error in a scope of shapes */
  readonly tensor: Tensor
}

export interface Weight {
  readonly shape: Shape
  /** @throws Error in a scope of shapes */
  readonly variable: Variable
}

export interface WeightOptions {
  /** False for moving statistics and the like, which no gradient moves. */
  trainable?: boolean
  /** Numbers in and out of each output, for initialisers that scale by them. */
  fans?: { in: number; out: number }
}

/** Random numbers of one pass, keyed by where in the network and under which name they are drawn. */
export interface PassDraws {
  normal: (name: string, shape: Shape) => Tensor
  /** In [0, 1). */
  uniform: (name: string, shape: Shape) => Tensor
  /** 0 with probability `rate`, placed to 1 in 256, else what keeps the mean at 1. */
  keepMask: (name: string, shape: Shape, rate: number) => Tensor
}

/** One use of a network on a batch, as a layer sees it. */
export interface Pass {
  ops: Ops
  /** Batch statistics and dropout on; off when sampling, and in layers that are frozen. */
  training: boolean
  /**
   * Statistics stay as they are, though the pass is as in training: a network that draws pictures as it was trained.
   */
  still?: boolean
  /** Steps done before this one, float32 scalar. */
  step: Tensor
  draws: PassDraws
}

/** What is known of a layer's output beside its shape. */
export interface Traits {
  /** Multiplications and additions of one example's forward pass; only what has a kernel counts them. */
  flop?: number
  /** An example's output depends on the rest of its batch. */
  couplesBatch?: boolean
  /** It does when the network is asked what it has learnt, too, and not in training alone. */
  comparesExamples?: boolean
  /** Every pass draws numbers or moves a state. */
  perPass?: boolean
  /** found: what a convolution found in a picture. refined: it goes on with what the layer before it found. */
  features?: 'found' | 'refined'
}

export interface Scope {
  /** Declares a weight of the layer under way, by a name that is its own within the layer; or finds it. */
  weight: (name: string, shape: Shape, init: Initializer, options?: WeightOptions) => Weight
  /**
   * What the layer under way computes: `compute` runs in scopes of tensors alone.
   * @param shape without the batch axis
   */
  output: (shape: Shape, compute: (pass: Pass) => Tensor, traits?: Traits) => Value
  /** Runs a layer under its kind's name: the first `conv` of a part is `conv`, the second `conv2`. */
  call: (kind: string, body: NetworkFunction, inputs: readonly Value[]) => Value
  /** Puts a name before those of everything that `work` calls: weights of `b32` are `b32/conv/kernel` and so on. */
  within: <T>(name: string, work: () => T) => T
}

export type NetworkFunction<Output = Value> = (net: Scope, ...inputs: Value[]) => Output

/** A network as a model declares it. */
export interface NetworkDefinition {
  /** Of its inputs, one example each; [] for a class. */
  inputs: readonly Shape[]
  /** One output, or several. */
  build: NetworkFunction<Value | readonly Value[]>
  /** It looks at pictures: evaluation asks what its convolutions find in them. */
  looksAtPictures?: boolean
  /** Its output says of each picture how real it looks: the higher, the more. */
  scores?: boolean
  /**
   * Where it looks at other pictures than whole ones: what it sees of them, and what it takes after all else.
   * @param pictures [batch, height, width, channels]
   */
  ofWhole?: (pictures: Tensor) => { seen: Tensor; after: Tensor[] }
}
