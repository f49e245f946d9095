/**
 * Equalised learning rate (Karras et al. 2018, arXiv:1710.10196, section 4.1): kernels are kept as N(0, 1) and used
 * times gain/√(fan in), so that Adam, whose steps do not depend on a gradient's size, moves all of them at one pace.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { constant, normalInitializer } from '../initializers'
import type { Scope, Shape } from '../scope'

export interface EqualisedOptions {
  /** Of the kernel, after √(fan in) is divided out: √2 keeps the variance through a LeakyReLU (He et al. 2015). */
  gain?: number
  /** Multiplies the pace of kernel and bias: 0.01 in the mapping network of StyleGAN (Karras et al. 2019). */
  rate?: number
  /** A number is where it begins; true is 0. */
  bias?: boolean | number
  /**
   * Multiplies what comes out. Where a LeakyReLU follows, it is the same as a gain behind it, and no pass over the map.
   */
  scale?: number
}

export interface Equalised {
  kernel: () => Tensor
  /** Null without one. */
  bias: (() => Tensor) | null
}

/** Declares kernel and bias of the layer under way. @param shape the last axis is the outputs */
export function equalised(
  net: Scope,
  shape: Shape,
  fanIn: number,
  { gain = 1, rate = 1, bias = true, scale = 1 }: EqualisedOptions
): Equalised {
  const kernel = net.weight('kernel', shape, normalInitializer(1 / rate))
  const start = bias === true ? 0 : bias
  const offset = start === false ? null : net.weight('bias', shape.slice(-1), constant(start / rate))
  const factor = (gain * rate * scale) / Math.sqrt(fanIn)
  return {
    kernel: () => tf.mul(kernel.variable, factor),
    bias: offset && (() => (rate * scale === 1 ? offset.variable : tf.mul(offset.variable, rate * scale)))
  }
}
