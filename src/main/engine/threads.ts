/**
 * How TensorFlow uses the processor, decided before it loads.
 *
 * Steps made of small matrix products gain nothing from splitting one kernel over the cores and lose the time to meet
 * again: there each kernel runs on one thread and the cores run independent kernels side by side. Convolutions are
 * large enough to be split (docs/decisions/0005-threads.md).
 *
 * On x86 TensorFlow runs convolutions with oneDNN where there is AVX-512 and with kernels of its own elsewhere, which
 * take up to twice as long (docs/decisions/0011-processors-without-avx-512.md): so oneDNN everywhere.
 */
import { availableParallelism } from 'node:os'
import type { Settings } from '../../shared/domain'
import { planNetwork } from '../layers/plan'
import type { ModelDefinition } from '../models/definition'

/** Models without convolutions. */
export const oneThreadPerKernel = (model: ModelDefinition, settings: Settings): boolean =>
  !Object.entries(model.networks(settings)).some(([name, definition]) =>
    [...planNetwork(name, definition).layers.values()].some(({ kind }) => /conv/i.test(kind))
  )

/** Environment variables for a process that trains this model; what the user has set himself is left. */
export function threadEnvironment(
  model: ModelDefinition,
  settings: Settings,
  architecture: string = process.arch
): Record<string, string> {
  const oneDnn: Record<string, string> = architecture === 'x64' ? { TF_ENABLE_ONEDNN_OPTS: '1' } : {}
  const wanted: Record<string, string> = oneThreadPerKernel(model, settings)
    ? { TF_NUM_INTEROP_THREADS: String(availableParallelism()), TF_NUM_INTRAOP_THREADS: '1' }
    : oneDnn
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => process.env[name] === undefined))
}
