/** All that the page gets of the machine: requests, events, and the path of a file that somebody dropped. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { EventName } from '../shared/ipc'
import type { Bridge, Channel } from '../shared/wire'

type Listener = (payload: never) => void
const channels = { request: 'request', event: 'event' } as const satisfies { [C in Channel]: C }
const listeners = new Map<EventName, Set<Listener>>()

ipcRenderer.on(channels.event, (_, event: EventName, payload: unknown) => {
  // One message names one event; listeners of it were typed by it.
  for (const listener of [...(listeners.get(event) ?? [])]) listener(payload as never)
})

const bridge: Bridge = {
  invoke: (request, input) => ipcRenderer.invoke(channels.request, request, input),
  on(event, listener) {
    const set = listeners.get(event) ?? new Set<Listener>()
    listeners.set(event, set.add(listener))
    return () => void set.delete(listener)
  },
  pathOf: file => webUtils.getPathForFile(file)
}

contextBridge.exposeInMainWorld('atelier', bridge)
