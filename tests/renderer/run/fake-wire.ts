/** A transport whose answers and events a test gives; everything else is the real thing. */
import type { EventName, Input, Output, Payload, RequestName } from '../../../src/shared/ipc'
import type { ConnectionState, Transport } from '../../../src/renderer/state/transport/types'

type Answers = { [R in RequestName]?: (input: Input<R>) => Output<R> | Promise<Output<R>> }

export class FakeWire implements Pick<Transport, 'request' | 'on' | 'onConnection'> {
  readonly asked: { name: RequestName; input: unknown }[] = []
  private readonly listeners = new Map<EventName, Set<(payload: never) => void>>()
  private readonly watchers = new Set<(state: ConnectionState) => void>()

  constructor(private readonly answers: Answers) {}

  request: Transport['request'] = async (name, input) => {
    this.asked.push({ name, input })
    const answer = this.answers[name]
    if (!answer) throw new Error(`Nobody answers ${name}.`)
    return answer(input)
  }

  on: Transport['on'] = (event, listener) => {
    const set = this.listeners.get(event) ?? new Set()
    this.listeners.set(event, set.add(listener))
    return () => void set.delete(listener)
  }

  onConnection: Transport['onConnection'] = listener => {
    this.watchers.add(listener)
    listener('open')
    return () => void this.watchers.delete(listener)
  }

  emit<E extends EventName>(event: E, payload: Payload<E>): void {
    for (const listener of this.listeners.get(event) ?? []) (listener as (payload: Payload<E>) => void)(payload)
  }

  connection(state: ConnectionState): void {
    for (const watcher of this.watchers) watcher(state)
  }

  count(name: RequestName): number {
    return this.asked.filter(call => call.name === name).length
  }

  /** How many listen, over all events. */
  get listening(): number {
    return [...this.listeners.values()].reduce((sum, set) => sum + set.size, 0) + this.watchers.size
  }
}

export const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve))
