/** Loads tfjs on native TensorFlow. The only place that does, and only this folder and the engine's tests import it. */
import { createRequire } from 'node:module'
import util from 'node:util'
import type * as TensorFlow from '@tensorflow/tfjs-node-gpu'
import { registerSecondOrder } from '../../tensors/second-order'
import { setTf } from '../../tensors/tf'

/** Node 23 dropped these; tfjs-node 4.22 still calls them. */
const dropped: Record<string, (value: unknown) => boolean> = {
  isNullOrUndefined: value => value === null || value === undefined,
  isArray: value => Array.isArray(value),
  isString: value => typeof value === 'string',
  isNumber: value => typeof value === 'number',
  isBoolean: value => typeof value === 'boolean',
  isFunction: value => typeof value === 'function',
  isObject: value => value !== null && typeof value === 'object',
  isUndefined: value => value === undefined
}
const legacy = util as unknown as Record<string, unknown>
// isArray is still there but warns on every call.
for (const [name, test] of Object.entries(dropped)) if (!legacy[name] || name === 'isArray') legacy[name] = test

export const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as typeof TensorFlow
setTf(tf)
registerSecondOrder(tf)
