/**
 * What convolutions and matrix products can run in here. TensorFlow takes bfloat16 and float16 on every processor, but
 * where the processor has no instructions for them the kernels are plain loops: some ten times slower than float32
 * (docs/decisions/0011-processors-without-avx-512.md). float16 is for GPUs.
 */
import { readFileSync } from 'node:fs'
import type { Precision } from '../../tensors/program'
import { native } from './binding'

/** Instructions that multiply bfloat16, by Linux's names: of x86, then of ARM. */
const instructions = new Set(['avx512_bf16', 'amx_bf16', 'avx_ne_convert', 'bf16'])

/**
 * @param information the contents of /proc/cpuinfo; null on systems without one, of whose processors nothing is known.
 */
export const multipliesBfloat16 = (information: string | null): boolean =>
  (/^(?:flags|Features)\s*:(.*)$/m.exec(information ?? '')?.[1] ?? '').split(' ').some(flag => instructions.has(flag))

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** The first is the default. */
export const precisions: readonly Precision[] = native.isUsingGpuDevice()
  ? ['float32', 'bfloat16', 'float16']
  : multipliesBfloat16(read('/proc/cpuinfo'))
    ? ['float32', 'bfloat16']
    : ['float32']
