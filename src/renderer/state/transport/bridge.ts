/** Electron: requests and events through the preload's bridge, which is there as long as the window is. */
import type { Input, Output, RequestName } from '../../../shared/ipc'
import type { Bridge } from '../../../shared/wire'
import { readReply } from './reply'
import { RequestError, type Transport } from './types'

export function bridgeTransport(bridge: Bridge): Transport {
  return {
    connection: 'open',
    async request<R extends RequestName>(name: R, input: Input<R>) {
      const reply = readReply<Output<R>>(await bridge.invoke(name, plain(input)))
      if (reply.ok) return reply.value
      throw new RequestError(reply.code, reply.message)
    },
    on: (event, listener) => bridge.on(event, listener),
    onConnection(listener) {
      listener('open')
      return () => {}
    },
    pathsOf(files) {
      const paths = files.map(file => bridge.pathOf(file))
      return paths.every(path => path !== '') ? paths : null
    },
    close() {}
  }
}

/** Reactive state is made of proxies, which cannot be cloned into another process. */
function plain<T>(value: T): T
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]))
}
