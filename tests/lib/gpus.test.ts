import { expect, test } from 'vitest'
import { gpuWords, readGpus } from '../../src/main/lib/machine/gpus'

test('what nvidia-smi prints of GPUs, and what it says where it cannot', () => {
  const gpus = readGpus(
    '0, 143771, NVIDIA H200\n 1 , 24576,  NVIDIA GeForce RTX 4090, Laptop \n10, [N/A], NVIDIA GB10\n' +
      'Failed to initialize NVML\n'
  )
  expect(gpus).toEqual([
    { number: 0, name: 'NVIDIA H200', memory: 143771 * 2 ** 20 },
    { number: 1, name: 'NVIDIA GeForce RTX 4090, Laptop', memory: 24576 * 2 ** 20 },
    { number: 10, name: 'NVIDIA GB10', memory: null }
  ])
  expect(gpus.map(gpuWords)).toEqual([
    '0: NVIDIA H200, 150.8 GB',
    '1: NVIDIA GeForce RTX 4090, Laptop, 25.8 GB',
    '10: NVIDIA GB10'
  ])
  expect(readGpus('NVIDIA-SMI has failed because it could not communicate with the driver.')).toEqual([])
})
