/** Which GPU a run trains on: what its engine's process is given, now and when it goes on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { importPebbles, openBench, small } from './fixtures'

let folder = ''
const path = process.env.PATH
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-device-'))
  const two = ['0, 143771, NVIDIA H200', '1, 143771, NVIDIA H200'].join('\\n')
  writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\nprintf '${two}\\n'\n`, { mode: 0o755 })
  process.env.PATH = `${folder}${delimiter}${path}`
})
afterEach(() => {
  process.env.PATH = path
  rmSync(folder, { recursive: true })
})

test('the chosen one, also after a restart; another, or none, from then on', async () => {
  const { studio, until, environments } = openBench()
  const dataset = (await importPebbles(studio)).id
  const asked = { model: 'dcgan-28', dataset, settings: { ...small, epochs: 1 } }
  const { id } = await studio.handlers.startRun({ ...asked, device: '1' })
  await until(id, 'finished')
  await studio.handlers.resumeRun({ run: id, epochs: 2 })
  await until(id, 'finished')
  await studio.handlers.resumeRun({ run: id, epochs: 3, device: 'none' })
  await until(id, 'finished')
  const other = await studio.handlers.startRun(asked)
  await until(other.id, 'finished')
  const given = environments.flatMap(
    ({ ATELIER_ENGINE: engine, CUDA_VISIBLE_DEVICES: gpus, CUDA_DEVICE_ORDER: order }) =>
      engine === undefined ? [] : [gpus && `${gpus} by ${order}`]
  )
  expect(given).toEqual(['1 by PCI_BUS_ID', '1 by PCI_BUS_ID', '-1 by PCI_BUS_ID', undefined])

  await expect(studio.handlers.startRun({ ...asked, device: '0,2' })).rejects.toThrow(
    'This machine has no GPU 2. It has 0: NVIDIA H200, 150.8 GB; 1: NVIDIA H200, 150.8 GB.'
  )
  rmSync(join(folder, 'nvidia-smi'))
  process.env.PATH = folder
  await expect(studio.handlers.resumeRun({ run: id, device: '0' })).rejects.toThrow(
    'No GPU 0 can be chosen: nvidia-smi finds none on this machine.'
  )
})
