/** All that the page gets of the machine: requests, events, and the path of a file that somebody dropped. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { EventName } from '../shared/ipc'
import type { Bridge } from '../shared/wire'

type Listener = (payload: never) => void
const listeners = new Map<EventName, Set<Listener>>()

ipcRenderer.on('event', (_, event: EventName, payload: unknown) => {
  // One message names one event; listeners of it were typed by it.
  for (const listener of [...(listeners.get(event) ?? [])]) listener(payload as never)
})

const bridge: Bridge = {
  invoke: (request, input) => ipcRenderer.invoke('request', request, input),
  on(event, listener) {
    const set = listeners.get(event) ?? new Set<Listener>()
    listeners.set(event, set.add(listener))
    return () => void set.delete(listener)
  },
  pathOf: file => webUtils.getPathForFile(file)
}

contextBridge.exposeInMainWorld('atelier', bridge)
