/** Never without an engine: the next one takes over where a library crashes the process that loads it. */
import { expect, test } from 'vitest'
import { adviceOn } from '../../src/main/studio/engine-report'
import { importPebbles, openBench, small } from './fixtures'

const noVulkan = 'No driver offers a GPU.'

async function train(bench: ReturnType<typeof openBench>) {
  const dataset = await importPebbles(bench.studio)
  return bench.studio.handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, seed: 7, settings: small })
}

test('a library that crashes on load takes nothing down: the next engine trains, and the run says why', async () => {
  const bench = openBench({ engines: { tensorflow: 'crash', webgpu: noVulkan } })
  const { id } = await train(bench)
  expect(await bench.until(id, 'finished')).toMatchObject({ epoch: 3, step: 9, error: null, engine: 'Stand-in 1.0 wasm' })
  const said = bench.heard('notice').filter(({ run }) => run === id)
  expect(said).toHaveLength(1)
  expect(said[0]?.message).toMatch(/^Training on WebAssembly, .*TensorFlow: it was ended by SIGABRT.*WebGPU: No driver offers a GPU\.$/)
  // What failed once is not tried again.
  expect(await bench.studio.handlers.engineInfo({})).toMatchObject({ engine: 'wasm' })
})

test('the fastest is taken where all work, and nothing is said', async () => {
  const bench = openBench()
  const { id } = await train(bench)
  expect(await bench.until(id, 'finished')).toMatchObject({ engine: 'Stand-in 1.0 tensorflow' })
  expect(bench.heard('notice')).toEqual([])
})

test('a GPU driver that computes on the processor is passed over, unless it was asked for', async () => {
  const fates = { engines: { tensorflow: 'crash', webgpu: 'software' } }
  expect(await openBench(fates).studio.handlers.engineInfo({})).toMatchObject({ engine: 'wasm' })
  expect(await openBench({ ...fates, engine: 'webgpu' }).studio.handlers.engineInfo({})).toMatchObject({ engine: 'webgpu' })
})

test('the engine asked for is the only one tried: what it cannot is an error in words', async () => {
  const bench = openBench({ engine: 'webgpu', engines: { webgpu: noVulkan } })
  const { id } = await train(bench)
  expect(await bench.until(id, 'failed')).toMatchObject({ error: `The engine webgpu cannot run on this machine: ${noVulkan}` })
  await expect(bench.studio.handlers.engineInfo({})).rejects.toThrow(noVulkan)
})

test('where no engine loads, the last one\'s end is told', async () => {
  const bench = openBench({ engines: { tensorflow: 'crash', webgpu: 'crash', wasm: 'crash' } })
  const { id } = await train(bench)
  expect(await bench.until(id, 'interrupted')).toMatchObject({ error: expect.stringContaining('SIGABRT') })
})

test('a preference chooses, ATELIER_ENGINE goes before it, and an unknown name is refused in words', async () => {
  const bench = openBench()
  await bench.studio.handlers.setPreference({ key: 'engine', value: 'wasm' })
  const { studio } = openBench({ folder: bench.folder })
  expect(await studio.handlers.engineInfo({})).toMatchObject({ engine: 'wasm' })
  process.env.ATELIER_ENGINE = 'abacus'
  try {
    await expect(openBench().studio.handlers.engineInfo({})).rejects.toThrow('There is no engine "abacus". There are: tensorflow, webgpu, wasm')
  } finally {
    delete process.env.ATELIER_ENGINE
  }
})

test('every engine is listed with what it is, which one trains, and why the others do not', async () => {
  const { studio } = openBench({ engines: { tensorflow: 'crash', webgpu: noVulkan } })
  const list = await studio.handlers.listEngines({})
  expect(list.map(({ engine, works, chosen }) => [engine, works, chosen])).toEqual([['tensorflow', false, false], ['webgpu', false, false], ['wasm', true, true]])
  expect(list[0]?.detail).toContain('SIGABRT')
  expect(list[1]?.detail).toContain(noVulkan)
})

test('advice is given where a GPU was to be expected', () => {
  expect(adviceOn('tensorflow', 'CPU', true)).toContain('ATELIER_CUDA=1')
  expect(adviceOn('tensorflow', 'CPU', false)).toBe('')
  expect(adviceOn('tensorflow', 'CUDA', true)).toBe('')
  expect(adviceOn('webgpu', null, false, 'linux')).toContain('Vulkan')
  expect(adviceOn('webgpu', 'SwiftShader driver 5.0.0', false, 'linux')).toContain('processor')
  expect(adviceOn('wasm', 'CPU', true)).toBe('')
})
