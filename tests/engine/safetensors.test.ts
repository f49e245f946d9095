import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { copyTensors } from '../../src/main/checkpoints/copy-tensors'
import { writeTensors } from '../../src/main/checkpoints/safetensors'
import { temporaryFolder } from '../store/fixtures'

test.skipIf(process.platform === 'win32')('weights are readable by their owner alone', async () => {
  const folder = temporaryFolder(),
    from = join(folder, 'step-1.safetensors'),
    to = join(folder, 'copies', 'start.safetensors')
  writeTensors(from, new Map([['a', { shape: [2], values: Float32Array.of(1, 2) }]]), {})
  await copyTensors(from, to, new Map([['a', ['b']]]), {})
  expect([from, to, dirname(to)].map(path => statSync(path).mode & 0o777)).toEqual([0o600, 0o600, 0o700])
})
