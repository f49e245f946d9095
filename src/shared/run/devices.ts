/** Which of a machine's GPUs something runs on. */
import { z } from 'zod'

/** Numbers of GPUs as nvidia-smi counts them; or none of them. */
export const deviceForm = /^(?:none|\d{1,2}(?:,\d{1,2}){0,15})$/
export const deviceHelp = 'Numbers of GPUs as nvidia-smi counts them, such as 0 or 0,1; none: the processor.'

export const deviceWord = z.string().max(60).regex(deviceForm, 'must be numbers of GPUs such as 0 or 0,1, or none')

/**
 * What a process is told, so that CUDA shows it these GPUs alone, counted as nvidia-smi counts them.
 * https://docs.nvidia.com/cuda/cuda-c-programming-guide/#env-vars
 */
export const deviceEnvironment = (device: string): Record<string, string> => ({
  CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
  CUDA_VISIBLE_DEVICES: device === 'none' ? '-1' : device
})
