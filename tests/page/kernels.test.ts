/** Whatever a traced model is made of, both of the page's backends compute it, by themselves or of other kernels. */
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgl'
import { getKernelsForBackend } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { composed } from '../../src/page/interpret'
import { lowerings } from '../../src/main/exports/onnx/lowerings'

test.each(['cpu', 'webgl'])('%s has every kernel that models are known to call', backend => {
  const own = new Set(getKernelsForBackend(backend).map(({ kernelName }) => kernelName))
  expect(Object.keys(lowerings).filter(op => !own.has(op) && !(op in composed))).toEqual([])
})
