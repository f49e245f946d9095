/** How fast a machine is taken to be before anything has been trained on it. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { EngineInfo } from '../../../shared/domain'

/** FLOP a second for each core: what laptops of the last years reach at least. */
const perCore = 30e9
/** FLOP a second in float32 that small steps reach on the smaller NVIDIA GPUs in use. */
export const gpuRate = 3e12

/** FLOP a second of this machine's processors. */
export const processorRate = (): number => perCore * availableParallelism()

/**
 * FLOP a second of what trains here. The engine takes seconds to start, so it is asked only where there is a GPU that
 * it could run on.
 * @param ask what the engine is
 * @param nvidia whether a driver for one is there
 */
export async function assumedRate(
  ask: () => Promise<Pick<EngineInfo, 'device' | 'software'>>,
  nvidia = existsSync('/proc/driver/nvidia/version')
): Promise<number> {
  if (!nvidia) return processorRate()
  // An engine that does not start is told of where it is needed.
  const found = await ask().catch(() => null)
  return found === null || found.software || found.device === 'CPU' ? processorRate() : gpuRate
}
