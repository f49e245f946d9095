/**
 * How the contract travels: MessagePack frames over the browser host's socket, or the preload's bridge in Electron.
 * Types only.
 */
import type { EventName, Input, Payload, RequestName } from './ipc'

/** Window to studio. `id` is the window's own counter and comes back with the reply. */
export interface RequestFrame<R extends RequestName = RequestName> {
  id: number
  request: R
  input: Input<R>
}

/**
 * Studio to window. `ready` comes once, first, when the token was right; with the token where a code was shown instead.
 */
export type StudioFrame =
  | { ready: true; token?: string }
  /** An envelope, in MessagePack by itself: the host passes it on unread. */
  | { id: number; reply: Uint8Array }
  | { event: EventName; payload: unknown }

/**
 * Subprotocol of the socket; the secret token is offered beside it as `token.<token>`, or once a code as `code.<code>`.
 */
export type Subprotocol = 'atelier.1'

/** Why the studio closes a socket: the token is wrong; or too many windows are open. Reconnecting would not help. */
export type RefusedCode = 4401
export type CrowdedCode = 4429

/** Names on Electron's IPC: the page's requests, and the studio's events. There are no others. */
export type Channel = 'request' | 'event'

/** What the Electron preload puts into the page as `window.atelier`: nothing else of the machine is reachable. */
export interface Bridge {
  /** The reply's envelope in MessagePack, as over the socket. */
  invoke<R extends RequestName>(request: R, input: Input<R>): Promise<Uint8Array>
  /** Gives back a function that stops listening. */
  on<E extends EventName>(event: E, listener: (payload: Payload<E>) => void): () => void
  /** Real path of a dropped or chosen file or folder, '' where it has none. */
  pathOf(file: File): string
}
