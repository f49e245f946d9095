/** The preload's surface and the channels behind it, by their types: checked with `npm run check`. */
import { expect, expectTypeOf, test, vi } from 'vitest'
import type { Run } from '../../src/shared/domain'
import type { EventName, Payload, RequestName } from '../../src/shared/ipc'
import type { Bridge, Channel } from '../../src/shared/wire'
import { setupRequests } from '../../src/main/shell/requests'
import { ipcMain } from './electron'

vi.mock('electron', () => import('./electron'))

test("the page gets three functions: of the contract's names, with its inputs and payloads", () => {
  expectTypeOf<keyof Bridge>().toEqualTypeOf<'invoke' | 'on' | 'pathOf'>()
  expectTypeOf<Parameters<Bridge['invoke']>[0]>().toEqualTypeOf<RequestName>()
  expectTypeOf<Parameters<Bridge['on']>[0]>().toEqualTypeOf<EventName>()
  expectTypeOf<ReturnType<Bridge['invoke']>>().toEqualTypeOf<Promise<Uint8Array>>()
  expectTypeOf<ReturnType<Bridge['on']>>().toEqualTypeOf<() => void>()
  expectTypeOf<Bridge['pathOf']>().toEqualTypeOf<(file: File) => string>()

  const use = (bridge: Bridge): void => {
    void bridge.invoke('getRun', { run: 'id' })
    // @ts-expect-error The contract has no such request.
    void bridge.invoke('format', {})
    // @ts-expect-error The input is the request's own.
    void bridge.invoke('getRun', { dataset: 'id' })
    // @ts-expect-error A channel is no request.
    void bridge.invoke('request', {})
    bridge.on('runChanged', run => {
      expectTypeOf(run).toEqualTypeOf<Run>()
    })
    bridge.on('studio', news => {
      expectTypeOf(news).toEqualTypeOf<Payload<'studio'>>()
    })
    // @ts-expect-error The contract has no such event.
    bridge.on('will-navigate', () => {})
  }
  expect(use).toBeTypeOf('function')
})

test('there are two channels, and the shell listens on one', () => {
  expectTypeOf<Channel>().toEqualTypeOf<'request' | 'event'>()
  setupRequests(async () => new Uint8Array())
  expect([...ipcMain.handlers.keys()]).toEqual(['request'] satisfies Channel[])
})
