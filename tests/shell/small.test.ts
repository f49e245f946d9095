/** The preload, the menu, the window's bounds and the engine's process. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test, vi } from 'vitest'
import type { Bridge } from '../../src/shared/wire'
import { formats } from '../../src/main/exports'
import { menuTemplate } from '../../src/main/menu'
import { usableBounds } from '../../src/main/shell/bounds'
import { exitOf } from '../../src/main/shell/endings'
import { startUtilityProcess } from '../../src/main/shell/utility-process'
import { endingOf } from '../../src/main/studio/engines/engine-process'
import type { ProcessExit } from '../../src/main/studio/processes/child'
import { app, exposed, FakeUtility, type Item, ipcRenderer } from './electron'

vi.mock('electron', () => import('./electron'))

test('the preload gives the page three functions and nothing more', async () => {
  await import('../../src/preload/index')
  expect(Object.keys(exposed)).toEqual(['atelier'])
  const bridge = exposed['atelier'] as Bridge
  expect(Object.keys(bridge).sort()).toEqual(['invoke', 'on', 'pathOf'])
  await bridge.invoke('hello', {})
  expect(ipcRenderer.invoke.mock.calls).toEqual([['request', 'hello', {}]])
  const [kept, left] = [vi.fn(), vi.fn()]
  bridge.on('runRemoved', kept)
  bridge.on('runRemoved', left)()
  ipcRenderer.emit('event', { sender: 'must not leak' }, 'runRemoved', { run: 'a' })
  ipcRenderer.emit('event', {}, 'notice', { level: 'info', message: '' })
  expect(kept.mock.calls).toEqual([[{ run: 'a' }]])
  expect(left).not.toHaveBeenCalled()
  expect(bridge.pathOf(new File([], 'faces'))).toBe('/pictures/faces')
})

test.each([
  { mac: true, developing: false },
  { mac: false, developing: true }
])('the menu has every command once, no key twice (%o)', system => {
  const send = vi.fn()
  const all = (items: Item[]): Item[] => items.flatMap(item => [item, ...all(item.submenu ?? [])])
  const items = all(menuTemplate({ send, workspace: '/w' }, system) as Item[])
  for (const item of items.filter(({ id }) => id !== undefined)) item.click?.()
  const sent = send.mock.calls.map(([{ command, format }]) => [command, format].filter(Boolean).join(' '))
  expect([...sent].sort()).toEqual([
    ...formats.ids.map(id => `export ${id}`).toSorted(),
    'openFolder',
    'pause',
    'search',
    'shortcuts',
    'stop',
    'toggleSidebar',
    'toggleTheme',
    'train'
  ])
  const keys = items.flatMap(({ accelerator }) => accelerator ?? [])
  expect(new Set(keys).size).toBe(keys.length)
  expect(items.some(({ role }) => role === 'toggleDevTools')).toBe(system.developing)
})

const kept = { x: 100, y: 50, width: 1000, height: 700, maximized: false }
const screen = { x: 0, y: 0, width: 1920, height: 1080 }
test.each([
  ['as it was', kept, [screen], true],
  ['on a second screen', { ...kept, x: -1500 }, [screen, { ...screen, x: -1920 }], true],
  ['whose second screen is gone', { ...kept, x: -1500 }, [screen], false],
  ['with its title bar above the screen', { ...kept, y: -10 }, [screen], false],
  ['below the screen', { ...kept, y: 1070 }, [screen], false],
  ['too small', { ...kept, width: 10 }, [screen], false],
  ['of another make', { x: 'left' }, [screen], false],
  ['never kept', undefined, [screen], false]
])('a window %s', (_, bounds, screens, usable) => {
  expect(usableBounds(bounds, screens)).toEqual(usable ? bounds : null)
})

function start() {
  const process = startUtilityProcess({
    name: 'Atelier engine',
    program: '/out/main/trainer.js',
    environment: { TF: '1' }
  })
  const child = FakeUtility.started.at(-1)
  if (!child) throw new Error('Nothing was started.')
  return { process, child }
}

test('messages, exit and last words pass through the utility process', async () => {
  const { process, child } = start()
  expect(child).toMatchObject({
    program: '/out/main/trainer.js',
    options: {
      env: { TF: '1' },
      stdio: ['ignore', 'ignore', 'pipe'],
      serviceName: expect.stringMatching(/^Atelier engine \d+$/)
    }
  })
  const [message, exit] = [vi.fn(), vi.fn()]
  process.onMessage(message)
  process.onExit(exit)
  process.send({ type: 'pause' })
  expect(child.postMessage.mock.calls).toEqual([[{ type: 'pause' }]])
  child.emit('message', { type: 'paused', step: 3 })
  expect(message.mock.calls).toEqual([[{ type: 'paused', step: 3 }]])
  child.emit('exit', 134)
  child.stderr.emit('data', 'std::out_of_range')
  child.stderr.emit('end')
  await vi.waitFor(
    () => expect(exit.mock.calls).toEqual([[{ code: null, signal: 'SIGABRT', stderr: 'std::out_of_range' }]]),
    3000
  )
  process.send({ type: 'stop' })
  expect(child.postMessage).toHaveBeenCalledOnce()
})

// The reason comes before the exit or after it, by the name alone.
test.each([
  ['oom', 'ran out of memory', true],
  ['killed', 'was killed (by the system when memory runs out, or by hand)', false],
  ['launch-failed', 'could not be started', true],
  ['memory-eviction', 'was ended by the system to free memory', false],
  ['integrity-failure', 'was not started, because its program is not as it was delivered; install Atelier again', true],
  ['crashed', 'crashed (SIGSEGV); its last words: std::bad_alloc', false]
] as const)('a process that is gone (%s) %s', async (reason, words, before) => {
  const { process, child } = start()
  const exit = vi.fn()
  process.onExit(exit)
  child.stderr.emit('data', 'std::bad_alloc')
  child.stderr.emit('end')
  const tell = (name: unknown): void =>
    void app.emit('child-process-gone', {}, { type: 'Utility', reason, exitCode: 11, name })
  tell('Atelier engine 0')
  if (before) tell(child.options['serviceName'])
  child.emit('exit', 11)
  if (!before) tell(child.options['serviceName'])
  await vi.waitFor(() => expect(exit).toHaveBeenCalledOnce(), 500)
  expect(endingOf(exit.mock.calls[0]?.[0] as ProcessExit)).toBe(words)
})

// Electron hands on what waitpid says of a process that did not end by itself.
test.each([
  ['process.exit(0)', 0, { code: 0, signal: null }],
  ['process.exit(1)', 1, { code: 1, signal: null }],
  ['exit status 1, as waitpid has it', 0x100, { code: 1, signal: null }],
  ['exit status 9, as waitpid has it', 0x900, { code: 9, signal: null }],
  ['a kill, or no memory left', 9, { code: null, signal: 'SIGKILL' }],
  ['a kill, as a shell has it', 137, { code: null, signal: 'SIGKILL' }],
  ['a crash', 11, { code: null, signal: 'SIGSEGV' }],
  ['a crash with a memory dump', 134, { code: null, signal: 'SIGABRT' }]
])('the end of a utility process by %s is told as that of a forked one', (_, code, exit) => {
  expect(exitOf(code, 'linux')).toEqual(exit)
})

test('on Windows an exit code is an exit code', () => {
  expect(exitOf(9, 'win32')).toEqual({ code: 9, signal: null })
  expect(exitOf(-1073741819, 'win32')).toEqual({ code: -1073741819, signal: null })
})

test('an exit is told even when nobody ever closes its pipe, and no reason comes', async () => {
  const { process, child } = start()
  const exit = vi.fn()
  process.onExit(exit)
  child.emit('exit', 1)
  await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith({ code: 1, signal: null, stderr: '' }), {
    timeout: 3000
  })
})

test('kill ends a process that does not listen, also one that has not begun yet', async () => {
  const deaf = async () => {
    const busy = spawn(process.execPath, [
      '-e',
      'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")'
    ])
    await once(busy.stdout, 'data')
    return busy
  }
  const busy = await deaf()
  const { process: running, child } = start()
  child.pid = busy.pid
  const ended = once(busy, 'exit')
  running.kill()
  expect(await ended).toEqual([null, 'SIGKILL'])
  expect(() => running.kill()).not.toThrow()

  const late = await deaf()
  const { process: beginning, child: unborn } = start()
  beginning.kill()
  unborn.pid = late.pid
  unborn.emit('spawn')
  expect(await once(late, 'exit')).toEqual([null, 'SIGKILL'])
})
