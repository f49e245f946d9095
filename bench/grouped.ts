/**
 * Ways to convolve in groups, timed in compiled graphs: forward pass, both first gradients, a gradient of a gradient's
 * square (docs/decisions/0025-grouped-convolutions.md).
 *
 *     node out/main/grouped.js [SECONDS]
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import { openEngine } from '../src/main/engine/engines'
import { compile } from '../src/main/engine/tensorflow/program'
import { median } from '../src/main/lib/median'
import type { Method } from '../src/main/tensors/program'
import { tf } from '../src/main/tensors/tf'

const [channels, groups, batch] = [192, 12, 32]
const seconds = Number(process.argv[2] ?? 1)

type Way = (x: Tensor, kernel: Tensor) => Tensor

const conv: Way = (x, kernel) => tf.conv2d(x as Tensor4D, kernel as Tensor4D, 1, 'same')

/** [k, k, m, f] → [k, k, m·by, f]: zeros where a filter does not look. */
function diagonal(kernel: Tensor, by: number): Tensor {
  const [size = 3, , each = 1, filters = 1] = kernel.shape
  const mask = tf.reshape(tf.eye(by), [1, 1, by, 1, by, 1])
  const spread = tf.mul(tf.reshape(kernel, [size, size, 1, each, by, filters / by]), mask)
  return tf.reshape(spread, [size, size, each * by, filters])
}

/** So many groups in one kernel, with zeros between. */
const together =
  (by: number): Way =>
  (x, kernel) => {
    const cut = (whole: Tensor): Tensor[] => (by === groups ? [whole] : tf.split(whole, groups / by, 3))
    const kernels = cut(kernel)
    return tf.concat(
      cut(x).map((part, i) => conv(part, by === 1 ? (kernels[i] ?? kernel) : diagonal(kernels[i] ?? kernel, by))),
      3
    )
  }

const batched: Way = (x, kernel) => {
  const [, height = 1, width = 1] = x.shape
  const each = channels / groups
  const padded = tf.pad(x as Tensor4D, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0]
  ])
  const taps = [0, 1, 2].flatMap(i =>
    [0, 1, 2].map(j => tf.reshape(tf.slice(padded, [0, i, j, 0], [batch, height, width, channels]), [-1, groups, each]))
  )
  const patches = tf.transpose(tf.concat(taps, 2), [1, 0, 2]) // [groups, batch·h·w, 9·each]
  const kernels = tf.transpose(tf.reshape(kernel, [9 * each, groups, each]), [1, 0, 2])
  return tf.reshape(tf.transpose(tf.matMul(patches, kernels), [1, 0, 2]), x.shape)
}

const ways: Record<string, Way> = {
  'a convolution for each group': together(1),
  'three groups at a time, zeros between': together(3),
  'six groups at a time, zeros between': together(6),
  'one kernel with zeros between': together(groups),
  'patches and a batched matrix product': batched
}

await openEngine('tensorflow')
for (const side of [16, 32]) {
  for (const [name, way] of Object.entries(ways))
    console.log(`${side}×${side}, ${name}: ${timed(side, way).join(', ')}`)
}

function timed(side: number, way: Way): string[] {
  const x = tf.variable(tf.randomNormal([batch, side, side, channels]))
  const kernel = tf.variable(tf.randomNormal([3, 3, channels / groups, channels]))
  const inputs = { step: { shape: [], dtype: 'int32' as const } }
  const both = (): Tensor => {
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(way(x, kernel))).asScalar(), [x, kernel])
    return tf.addN(Object.values(grads).map(gradient => tf.sum(gradient)))
  }
  const second = (): Tensor => {
    const byExamples = tf.grad((a: Tensor) => tf.sum(tf.square(way(a, kernel))))
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(byExamples(x))).asScalar(), [kernel])
    return tf.addN(Object.values(grads).map(gradient => tf.sum(gradient)))
  }
  const works = { forward: () => tf.sum(way(x, kernel)), both, second }
  const methods = Object.fromEntries(
    Object.entries(works).map(([name, work]): [string, Method] => [name, { inputs, run: () => ({ y: work() }) }])
  )
  const program = compile({
    variables: new Map([
      ['x', x],
      ['kernel', kernel]
    ]),
    methods
  })
  const found = Object.keys(works).map(name => {
    const times: number[] = []
    program.run(name, { step: Int32Array.of(0) })
    for (const until = performance.now() + seconds * 1000; performance.now() < until || times.length < 3;) {
      const begun = performance.now()
      program.run(name, { step: Int32Array.of(0) })
      times.push(performance.now() - begun)
    }
    return `${name} ${median(times).toFixed(1)} ms`
  })
  program.dispose()
  tf.dispose([x, kernel])
  return found
}
