/** What the studio and the thread of metrics say to each other. */
import type { ErrorCode } from '../../../shared/ipc'
import type { Found } from '../metric'
import type { Drawn, Openings } from '../subjects'
import type { Question, Questions } from '../subjects/subject'

type Each<Of> = { [S in keyof Of]: { subject: S; of: Of[S] } }[keyof Of]

/** One at a time. */
export interface Orders {
  /** First: what training examples there are to compare with. */
  open: { order: Each<Openings>; answer: null }
  /** What the next checkpoint makes. */
  next: { order: Each<Drawn>; answer: null }
  measure: {
    order: { metric: string; seed: number; known: Pick<Found, 'value' | 'reference' | 'detail'> | null }
    answer: Found
  }
}
export type OrderName = keyof Orders

export type ThreadMessage =
  /** From 0 to 1. */
  | { type: 'share'; share: number }
  | { type: 'answer'; value: unknown }
  | { type: 'error'; code: ErrorCode; message: string }
  /** One at a time, while an order is worked on. */
  | { type: 'question'; name: Question; question: Questions[Question]['question'] }

export type StudioMessage =
  | { type: 'order'; name: OrderName; order: Orders[OrderName]['order'] }
  | { type: 'told'; value: unknown }
  | { type: 'refused'; code: ErrorCode; message: string }
