import type { Layer } from './layer'

/** [a, b, …] → [to] with as many numbers. */
export const reshape = (to: readonly number[]): Layer => ({
  kind: 'reshape',
  build: shape => {
    const count = (axes: readonly number[]) => axes.reduce((a, b) => a * b, 1)
    if (count(shape) !== count(to)) throw new Error(`[${shape.join(', ')}] cannot be reshaped to [${to.join(', ')}].`)
    return { shape: [...to], apply: (x, { tf }) => tf.reshape(x, [x.shape[0] ?? 1, ...to]) }
  }
})

/** [a, b, …] → [a·b·…]. */
export const flatten = (): Layer => ({
  kind: 'flatten',
  build: shape => {
    const size = shape.reduce((a, b) => a * b, 1)
    return { shape: [size], apply: (x, { tf }) => tf.reshape(x, [x.shape[0] ?? 1, size]) }
  }
})
