/** What the studio tells its windows, heard within the studio too. */
import type { Emit, EventName, Payload } from '../../shared/ipc'

export type Hear = <E extends EventName>(event: E, listener: (payload: Payload<E>) => void) => void

/** @returns what tells, and what adds a listener that is told after the windows are */
export function heard(tell: Emit): { emit: Emit; hear: Hear } {
  const listeners: { event: EventName; listener: (payload: never) => void }[] = []
  return {
    emit: (event, payload) => {
      tell(event, payload)
      for (const each of listeners) if (each.event === event) each.listener(payload as never)
    },
    hear: (event, listener) => {
      listeners.push({ event, listener })
    }
  }
}
