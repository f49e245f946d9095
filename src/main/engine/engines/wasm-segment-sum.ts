/** The gradient of gathered rows, which the WebAssembly back end has no kernel for. */
import { elementCount } from '../../lib/shape'
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from './tfjs'

export function registerSegmentSum(): void {
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs as unknown as Record<'x' | 'segmentIds', Tensor>
      const { numSegments } = attrs as unknown as { numSegments: number }
      const [rows = 0, ...row] = x.shape
      const each = elementCount(row)
      const read = ({ dataId }: Tensor): ArrayLike<number> => tf.backend().readSync(dataId) as ArrayLike<number>
      const [values, places, sum] = [read(x), read(segmentIds), new Float32Array(numSegments * each)]
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < each; j++) {
          const to = (places[i] ?? 0) * each + j
          sum[to] = (sum[to] ?? 0) + (values[i * each + j] ?? 0)
        }
      return tf.tensor(sum, [numSegments, ...row])
    }
  })
}
