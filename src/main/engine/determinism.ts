/**
 * Whether TensorFlow's CUDA kernels are the ones that add in the same order each time, decided before it loads. Its
 * kernels for the processor do so anyway. TF_DETERMINISTIC_OPS asks every op for a deterministic kernel;
 * TF_CUDNN_DETERMINISTIC asks cuDNN for its deterministic algorithms of convolutions, which older TensorFlows read by
 * itself.
 */
import { existsSync } from 'node:fs'
import type { Settings } from '../../shared/domain'

/** NVIDIA's driver, on Linux and on Windows' Linux. */
const hasNvidia = (): boolean => ['/proc/driver/nvidia/version', '/dev/dxg'].some(place => existsSync(place))

/** Environment variables for a process that trains with these settings; what the user has set himself is left. */
export function determinismEnvironment(
  settings: Settings,
  nvidia: boolean = hasNvidia(),
  set: Readonly<NodeJS.ProcessEnv> = process.env
): Record<string, string> {
  if (!nvidia || settings.deterministic === false) return {}
  const wanted = { TF_DETERMINISTIC_OPS: '1', TF_CUDNN_DETERMINISTIC: '1' }
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => set[name] === undefined))
}
