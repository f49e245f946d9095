/** Pictures that were asked for and have not come. */
import type { Order, Work, WorkName } from '../../datasets/decoder/protocol'

export type WorkOrder = Exclude<Order, { type: 'drop' }>
export type Result = Work[WorkName]['result']

export interface Call {
  order: WorkOrder
  resolve: (result: Result) => void
  reject: (error: unknown) => void
  /** Nobody waits for it any more. */
  abandoned: boolean
  /** Sent by itself, because a decoder died or hung with it in hand. */
  alone: boolean
  /** Of one that is slow: when it has to be done, by `performance.now()`; null for one that is not, or waits. */
  until: number | null
}
