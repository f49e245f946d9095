/** Draws made in JavaScript and handed over: for engines that run op by op and have no such kernels. */
import { elementCount } from '../../lib/shape'
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../tf'
import type { RandomKernels } from './kernels'
import { keepMask, normals, uniforms, type Key } from './philox'
import { entry } from '../axis'

/**
 * Numbers of the steps under way: once a device has computed with an input, its number may no longer be read at once.
 */
const numbers = new WeakMap<Tensor, number>()
const numberOf = (step: Tensor): number => numbers.get(step) ?? entry(step.dataSync(), 0, 'numbers of a step')
const keyOf = (first: number, step: Tensor): Key => [first, numberOf(step)]

export const hostRandom: RandomKernels = {
  prepare: step => {
    numbers.set(step, numberOf(step))
  },
  normal: (first, step, shape) => tf.tensor(normals(elementCount(shape), keyOf(first, step)), [...shape]),
  uniform: (first, step, shape) => tf.tensor(uniforms(elementCount(shape), keyOf(first, step)), [...shape]),
  keepMask: (first, step, shape, rate) => tf.tensor(keepMask(elementCount(shape), keyOf(first, step), rate), [...shape])
}
