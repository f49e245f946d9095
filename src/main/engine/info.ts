/** What this engine is, and whether it computes rightly. */
import type { Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { EngineInfo, Settings } from '../../shared/domain'
import { native } from './tensorflow/binding'
import { compile, interpret, type ProgramDefinition } from './tensorflow/program'
import { tf } from './tensorflow/tf'

const device = (): string => (native.isUsingGpuDevice() ? 'CUDA' : 'CPU')

/** e.g. "TensorFlow 2.21.0 CPU float32". */
export const engineName = (settings: Settings): string => `TensorFlow ${native.TF_Version} ${device()} ${settings.precision === 'bfloat16' ? 'bfloat16' : 'float32'}`

/** Runs one small convolution with its gradient, compiled and op by op, and holds both against numbers worked out by hand. */
export function engineInfo(): EngineInfo {
  const problem = selfTest()
  return {
    engine: 'tensorflow', version: native.TF_Version, device: device(), selfTest: problem === null,
    detail: problem ?? `libtensorflow ${native.TF_Version}, Node ${process.version}, ${process.platform} ${process.arch}; one training step is one native call`
  }
}

/** d/dk of the sum of a 2×2 convolution over a 3×3 picture of 1…9 is the sum of each 2×2 window's corner: 12, 16, 24, 28. */
function selfTest(): string | null {
  const kernel = tf.variable(tf.ones([2, 2, 1, 1]))
  const definition: ProgramDefinition = {
    variables: new Map([['kernel', kernel]]),
    methods: {
      step: {
        inputs: { x: { shape: [1, 3, 3, 1], dtype: 'float32' } },
        run: ({ x }) => {
          const { value, grads } = tf.variableGrads(() => tf.sum(tf.conv2d(x as Tensor4D, kernel as Tensor4D, 1, 'valid')).asScalar(), [kernel])
          const gradient = grads[kernel.name]
          if (!gradient) throw new Error('no gradient')
          return { value, gradient: tf.reshape(gradient, [4]) }
        }
      }
    }
  }
  const x = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)
  try {
    const compiled = compile(definition)
    for (const [name, program] of [['compiled', compiled], ['eager', interpret(definition)]] as const) {
      const { value, gradient } = program.run('step', { x })
      if (value?.[0] !== 80 || gradient?.join() !== '12,16,24,28') return `The ${name} self-test gave ${value?.[0]} and [${gradient?.join(', ')}] instead of 80 and [12, 16, 24, 28].`
    }
    compiled.dispose()
    return null
  } catch (cause) {
    return `The self-test failed: ${cause instanceof Error ? cause.message : String(cause)}`
  } finally {
    kernel.dispose()
  }
}
