/** What the open engine is, and whether it computes rightly. */
import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { EngineInfo, Settings } from '../../shared/domain'
import { engine } from '../tensors/engine'
import { interpretLater, type ProgramDefinition } from '../tensors/program'
import { precisionOf } from './step/options'
import { tf } from '../tensors/tf'

/** e.g. "TensorFlow 2.21.0 CPU float32". */
export function engineName(settings: Settings): string {
  const { title, version, device, precisions } = engine()
  const precision = missingPrecision(settings) === null ? precisionOf(settings) : (precisions[0] ?? '')
  return `${title} ${version} ${device} ${precision}`
}

/** A sentence where the settings ask for a precision that the engine does not have here; null where it has it. */
export function missingPrecision(settings: Settings): string | null {
  const wanted = precisionOf(settings)
  if (engine().precisions.includes(wanted)) return null
  return wanted === 'float16'
    ? 'float16 is for TensorFlow on a CUDA GPU, which this is not: the run trains in float32.'
    : `This machine's processor is not made for ${wanted}: the run trains in float32.`
}

/** Runs one small convolution with its gradient and holds it against numbers worked out by hand. */
export async function engineInfo(): Promise<EngineInfo> {
  const problem = await selfTest()
  const { name, title, version, device, software = false, precisions, detail } = engine()
  return {
    engine: name,
    title,
    version,
    device,
    software,
    precisions: [...precisions],
    selfTest: problem === null,
    detail: problem ?? `${detail} Node ${process.version}, ${process.platform} ${process.arch}.`
  }
}

/**
 * d/dk of the sum of a 2×2 convolution over a 3×3 picture of 1…9 is the sum of each 2×2 window's corner: 12, 16, 24,
 * 28.
 */
async function selfTest(): Promise<string | null> {
  const kernel = tf.variable(tf.ones([2, 2, 1, 1]))
  const definition: ProgramDefinition = {
    variables: new Map([['kernel', kernel]]),
    methods: {
      step: {
        inputs: { x: { shape: [1, 3, 3, 1], dtype: 'float32' } },
        run: ({ x }) => {
          const { value, grads } = tf.variableGrads(
            () => tf.sum(tf.conv2d(x as Tensor4D, kernel as Tensor4D, 1, 'valid')).asScalar(),
            [kernel]
          )
          const gradient = grads[kernel.name]
          if (!gradient) throw new Error('no gradient')
          return { value, gradient: tf.reshape(gradient, [4]) }
        }
      }
    }
  }
  const x = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)
  try {
    const compiled = await engine().compile(definition)
    for (const [name, program] of [
      ['compiled', compiled],
      ['op-by-op', interpretLater(definition)]
    ] as const) {
      const { value, gradient } = await program.run('step', { x })
      if (value?.[0] !== 80 || gradient?.join() !== '12,16,24,28')
        return (
          `The ${name} self-test gave ${value?.[0]} and [${gradient?.join(', ')}] instead of 80 and [12, 16, 24, ` +
          '28].'
        )
    }
    compiled.dispose()
    return null
  } catch (cause) {
    return `The self-test failed: ${cause instanceof Error ? cause.message : String(cause)}`
  } finally {
    kernel.dispose()
  }
}
