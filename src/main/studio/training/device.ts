/** Which of this machine's GPUs a run trains on, kept with this workspace alone: other machines count others. */
import { deviceEnvironment, deviceWord } from '../../../shared/run/devices'
import { StudioError } from '../../../shared/errors'
import { gpuWords, listGpus } from '../../lib/machine/gpus'
import type { Store } from '../../store'

const keyOf = (run: string): string => `run/${run}/device`

/** @throws StudioError bad-input for a GPU that is not there */
export async function checkDevice(device: string): Promise<void> {
  if (device === 'none') return
  const gpus = await listGpus()
  const missing = device.split(',').filter(number => !gpus.some(gpu => gpu.number === Number(number)))
  if (missing.length === 0) return
  throw new StudioError(
    'bad-input',
    gpus.length === 0
      ? `No GPU ${missing.join(', ')} can be chosen: nvidia-smi finds none on this machine. Leave --device out.`
      : `This machine has no GPU ${missing.join(', ')}. It has ${gpus.map(gpuWords).join('; ')}.`
  )
}

/** For its next start and those to come. */
export const chooseDevice = ({ preferences }: Store, run: string, device: string): void =>
  preferences.set(keyOf(run), device)

/** What its engine's process is given; nothing where none was chosen. */
export function chosenDevice({ preferences }: Store, run: string): Record<string, string> {
  const { success, data } = deviceWord.safeParse(preferences.get(keyOf(run)))
  return success ? deviceEnvironment(data) : {}
}
