/** Never without an engine: the next one takes over where a library crashes the process that loads it. */
import { expect, test } from 'vitest'
import { createDispatcher } from '../../src/main/studio/dispatch'
import { adviceOn } from '../../src/main/studio/engines/engine-report'
import { importPebbles, openBench, small } from './fixtures'

const noVulkan = 'No driver offers a GPU.'

async function train(bench: ReturnType<typeof openBench>) {
  const dataset = await importPebbles(bench.studio)
  return bench.studio.handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, seed: 7, settings: small })
}

test('a library that crashes on load takes nothing down: the next engine trains, and the run says why', async () => {
  const bench = openBench({ engines: { tensorflow: 'crash', webgpu: noVulkan } })
  const { id } = await train(bench)
  expect(await bench.until(id, 'finished')).toMatchObject({
    epoch: 3,
    step: 9,
    error: null,
    engine: 'Stand-in 1.0 wasm'
  })
  const said = bench.heard('notice').filter(({ run }) => run === id)
  expect(said).toHaveLength(1)
  expect(said[0]?.message).toMatch(
    /^Training on WebAssembly, .*TensorFlow: it crashed \(SIGABRT\)\. WebGPU: No driver offers a GPU\.$/
  )
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
  expect(await openBench({ ...fates, engine: 'webgpu' }).studio.handlers.engineInfo({})).toMatchObject({
    engine: 'webgpu'
  })
})

test('the engine asked for is the only one tried: what it cannot is an error in words', async () => {
  const bench = openBench({ engine: 'webgpu', engines: { webgpu: noVulkan } })
  const { id } = await train(bench)
  expect(await bench.until(id, 'failed')).toMatchObject({
    error: `The engine webgpu cannot run on this machine: ${noVulkan}`
  })
  await expect(bench.studio.handlers.engineInfo({})).rejects.toThrow(noVulkan)
})

test("where no engine loads, the last one's end is told", async () => {
  const bench = openBench({ engines: { tensorflow: 'crash', webgpu: 'crash', wasm: 'crash' } })
  const { id } = await train(bench)
  expect(await bench.until(id, 'interrupted')).toMatchObject({ error: expect.stringContaining('SIGABRT') })
})

test('a choice is kept with the workspace, the next start knows it, and what trains goes on as it began', async () => {
  const bench = openBench({ stepMilliseconds: 30 })
  const { id } = await train(bench)
  await bench.until(id, 'training')
  expect(await bench.studio.handlers.chooseEngine({ engine: 'wasm' })).toEqual({ kept: 'wasm', asked: null })
  expect(bench.heard('engineChosen')).toEqual([{ kept: 'wasm', asked: null }])
  expect(await bench.studio.handlers.engineInfo({})).toMatchObject({ engine: 'wasm' })
  expect(await bench.until(id, 'finished')).toMatchObject({ engine: 'Stand-in 1.0 tensorflow' })
  const { studio } = openBench({ folder: bench.folder })
  expect(await studio.handlers.engineChoice({})).toEqual({ kept: 'wasm', asked: null })
  expect(await studio.handlers.engineInfo({})).toMatchObject({ engine: 'wasm' })
  const next = await train(bench)
  expect(await bench.until(next.id, 'finished')).toMatchObject({ engine: 'Stand-in 1.0 wasm' })
  expect(bench.heard('notice').filter(({ run }) => run === next.id)).toEqual([])
})

test(
  'what was asked of an engine before the choice is answered by it; the next question goes to the one ' + 'chosen',
  async () => {
    const { handlers } = openBench().studio
    const before = handlers.engineInfo({})
    await handlers.chooseEngine({ engine: 'webgpu' })
    const [first, second] = [await before, await handlers.engineInfo({})]
    expect([first.engine, second.engine]).toEqual(['tensorflow', 'webgpu'])
    const left = Number(/\d+/.exec(first.detail)?.[0])
    await expect
      .poll(() => {
        try {
          return process.kill(left, 0)
        } catch {
          return false
        }
      })
      .toBe(false)
  }
)

test(
  'a chosen engine that does not load gives way to the next, and the run says so; chosen again, it is ' + 'tried again',
  async () => {
    const engines: Record<string, string> = { webgpu: noVulkan }
    const bench = openBench({ engines })
    await bench.studio.handlers.chooseEngine({ engine: 'webgpu' })
    for (let times = 0; times < 2; times++) {
      const { id } = await train(bench)
      expect(await bench.until(id, 'finished')).toMatchObject({ engine: 'Stand-in 1.0 tensorflow' })
      expect(
        bench
          .heard('notice')
          .filter(({ run }) => run === id)
          .map(({ message }) => message)
      ).toEqual([
        'Training on TensorFlow, since WebGPU, which is chosen, could not be used. WebGPU: No driver offers a GPU.'
      ])
    }
    const list = await bench.studio.handlers.listEngines({ again: false })
    expect(list.map(({ engine, works, chosen, automatic }) => [engine, works, chosen, automatic])).toEqual([
      ['tensorflow', true, true, true],
      ['webgpu', false, false, false],
      ['wasm', true, false, false]
    ])
    expect(list[1]?.why).toBe('Does not work here. It is chosen; TensorFlow runs in its place.')
    delete engines.webgpu
    expect(await bench.studio.handlers.engineInfo({})).toMatchObject({ engine: 'tensorflow' })
    await bench.studio.handlers.chooseEngine({ engine: 'webgpu' })
    expect(await bench.studio.handlers.engineInfo({})).toMatchObject({ engine: 'webgpu' })
  }
)

test('a chosen engine whose driver computes on the processor is taken: whoever chooses it means it', async () => {
  const { handlers } = openBench({ engines: { tensorflow: 'crash', webgpu: 'software' } }).studio
  expect(await handlers.engineInfo({})).toMatchObject({ engine: 'wasm' })
  await handlers.chooseEngine({ engine: 'webgpu' })
  expect(await handlers.engineInfo({})).toMatchObject({ engine: 'webgpu' })
  const [, webgpu, wasm] = await handlers.listEngines({ again: false })
  expect(webgpu).toMatchObject({
    software: true,
    chosen: true,
    automatic: false,
    why: expect.stringContaining('on the processor')
  })
  expect(wasm).toMatchObject({ chosen: false, automatic: true })
})

test(
  '--engine goes before ATELIER_ENGINE, that before what is ' + 'chosen, and unknown names are refused in words',
  async () => {
    const bench = openBench()
    const { folder } = bench
    await bench.studio.handlers.chooseEngine({ engine: 'wasm' })
    process.env.ATELIER_ENGINE = 'webgpu'
    try {
      expect(await openBench({ folder }).studio.handlers.engineChoice({})).toEqual({
        kept: 'wasm',
        asked: { engine: 'webgpu', by: 'ATELIER_ENGINE' }
      })
      expect(await openBench({ folder }).studio.handlers.engineInfo({})).toMatchObject({ engine: 'webgpu' })
      const asked = openBench({ folder, engine: 'tensorflow' }).studio
      expect(await asked.handlers.engineInfo({})).toMatchObject({ engine: 'tensorflow' })
      expect((await asked.handlers.listEngines({ again: false })).filter(({ chosen }) => chosen)).toMatchObject([
        { engine: 'tensorflow' }
      ])
      expect(await openBench({ folder, engine: 'auto' }).studio.handlers.engineInfo({})).toMatchObject({
        engine: 'tensorflow'
      })
      process.env.ATELIER_ENGINE = 'abacus'
      await expect(openBench().studio.handlers.engineInfo({})).rejects.toThrow(
        'There is no engine "abacus". There are: tensorflow, webgpu, wasm'
      )
    } finally {
      delete process.env.ATELIER_ENGINE
    }
    const dispatch = createDispatcher(bench.studio.handlers)
    expect(await dispatch('chooseEngine', { engine: 'webgl' })).toEqual({
      ok: false,
      code: 'bad-input',
      message: expect.stringContaining(
        'There is no engine "webgl". Did you mean webgpu? There are: tensorflow, webgpu, wasm, and auto for the ' +
          'fastest that works.'
      )
    })
    expect(await dispatch('setPreference', { key: 'engine', value: 'abacus' })).toMatchObject({
      ok: false,
      code: 'bad-input'
    })
    expect(await dispatch('engineChoice', {})).toEqual({ ok: true, value: { kept: 'wasm', asked: null } })
  }
)

test('a word that another version may have kept is no obstacle', async () => {
  const { studio } = openBench()
  studio.store.preferences.set('engine', 'abacus')
  expect(await studio.handlers.engineChoice({})).toEqual({ kept: 'auto', asked: null })
  expect(await studio.handlers.engineInfo({})).toMatchObject({ engine: 'tensorflow' })
})

test('every engine is listed with what it is, which one trains, and why the others do not', async () => {
  const { studio } = openBench({ engines: { tensorflow: 'crash', webgpu: noVulkan } })
  const facts = async (again: boolean) =>
    (await studio.handlers.listEngines({ again })).map(({ engine, works, chosen, automatic, why, detail }) => ({
      engine,
      works,
      chosen,
      automatic,
      why,
      detail
    }))
  const list = await facts(false)
  expect(list.map(({ engine, works, chosen }) => [engine, works, chosen])).toEqual([
    ['tensorflow', false, false],
    ['webgpu', false, false],
    ['wasm', true, true]
  ])
  expect(list[0]).toMatchObject({ why: 'Does not work here.', detail: expect.stringContaining('SIGABRT') })
  expect(list[1]?.detail).toContain(noVulkan)
  expect(list[2]).toMatchObject({ automatic: true, why: 'The fastest that works here: what is taken automatically.' })
  // The same answer, not tried anew, until somebody wants it to be.
  expect(await facts(false)).toEqual(list)
  expect((await facts(true))[2]?.detail).not.toBe(list[2]?.detail)
})

test('advice is given where a GPU was to be expected', () => {
  const on = (device: string, software = false) => ({ device, software })
  expect(adviceOn('tensorflow', on('CPU'), true)).toContain('ATELIER_CUDA=1')
  expect(adviceOn('tensorflow', on('CPU'), false)).toBe('')
  expect(adviceOn('tensorflow', on('CUDA'), true)).toBe('')
  expect(adviceOn('webgpu', null, false, 'linux')).toContain('Vulkan')
  expect(adviceOn('webgpu', on('SwiftShader driver 5.0.0', true), false, 'linux')).toContain('own Vulkan driver')
  expect(adviceOn('wasm', on('CPU'), true)).toBe('')
})
