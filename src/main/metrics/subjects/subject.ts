/** What a file of a subject declares: what metrics are measured on, and the words that the window has for it. */
import type { Dataset, MetricOption, MetricSubject, Run } from '../../../shared/domain'

export interface Words extends Pick<MetricSubject, 'title' | 'intro' | 'action'> {
  /** What is under way, of "epoch 3" or "4 epochs". */
  doing: (what: string) => string
}

/**
 * @template Id what tells it from the others
 * @template Opening what the thread needs once: where the training examples lie, how many
 * @template Checkpoint what it needs of each checkpoint
 * @template Samples what metrics measure
 */
export interface Subject<Id extends string, Opening, Checkpoint, Samples> {
  /** Which kinds of example are evaluated on it, they declare (`models/examples`). */
  id: Id
  /** Worked out only when it is asked for by name. */
  onRequest: boolean
  options: readonly MetricOption[]
  /** What is held out is used in place of what is trained on, where there is any; or beside it. */
  heldOut?: 'instead' | 'beside'
  words: (run: Run) => Words
  /** Why it cannot be worked out; null where it can. @param dataset null where it was deleted */
  refusal: (run: Run, dataset: Dataset | null) => string | null
  /**
   * Options as far as the examples go; as they are where left out.
   * @param labelled how many have a class: of those that are trained on, and of those that are held out
   * @throws StudioError bad-input where they do not go far enough
   */
  fit?: (options: Readonly<Record<string, number>>, dataset: Dataset, labelled: Labelled) => Record<string, number>
  /** In the thread of metrics. */
  open: (opening: Opening, ask: Ask) => Promise<{ samples: Samples; next: (found: Checkpoint) => void }>
}

export interface Labelled {
  trained: number
  heldOut: number
}

/** What the thread asks of the studio while it measures. */
export interface Questions {
  /**
   * What a network finds in pictures (count × height × width × channels): a checkpoint's, or as it was before its first
   * step; null: nothing.
   */
  features: {
    question: { look: 'network' | 'untrained'; pixels: Uint8Array; count: number }
    answer: { size: number; rows: Float32Array } | null
  }
  /** Files of training examples by their places. */
  files: { question: number[]; answer: string[] }
}
export type Question = keyof Questions
export type Ask = <Q extends Question>(name: Q, question: Questions[Q]['question']) => Promise<Questions[Q]['answer']>
