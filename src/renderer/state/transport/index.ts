/**
 * The renderer's one way to the studio: the same client over Electron's bridge or the browser host's WebSocket.
 *
 *   const runs = await request('listRuns', {})
 *   const off = on('runChanged', run => …)
 *
 * Events are not replayed: after the connection came back (`onConnection` says 'open' again), ask anew for what is
 * shown.
 */
import type { Bridge } from '../../../shared/wire'
import { bridgeTransport } from './bridge'
import { keepToken, takeKey } from './key'
import { socketTransport } from './socket'
import type { ConnectionState, Transport } from './types'

export { RequestError, wasCancelled, type ConnectionState, type Transport } from './types'

declare global {
  interface Window {
    atelier?: Bridge
  }
}

let current: Transport | undefined

/** The page's transport, opened on first use. */
export function transport(): Transport {
  return (current ??= window.atelier
    ? bridgeTransport(window.atelier)
    : socketTransport({
        url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/studio`,
        key: takeKey(window),
        onToken: token => keepToken(window, token)
      }))
}

export const request: Transport['request'] = (name, input) => transport().request(name, input)
export const on: Transport['on'] = (event, listener) => transport().on(event, listener)
/** Also where the connection holds and the studio behind it is gone for a while: 'lost', and 'open' when it is back. */
export const onConnection: Transport['onConnection'] = listener => {
  const off = [
    transport().on('studio', ({ state }) => listener(state === 'open' ? 'open' : 'lost')),
    transport().onConnection(listener)
  ]
  return () => {
    for (const each of off) each()
  }
}
export const pathsOf: Transport['pathsOf'] = files => transport().pathsOf(files)
/** The state right now; `onConnection` follows it. */
export const connection = (): ConnectionState => transport().connection
