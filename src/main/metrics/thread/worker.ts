/** The thread that works metrics out, so that a window never waits for them: one order at a time, answered in turn. */
import { parentPort } from 'node:worker_threads'
import { StudioError } from '../../../shared/errors'
import { isUnforeseen, readable } from '../../lib/failures'
import { metrics, subjects, type AnySubject, type Found } from '../index'
import type { Ask, Question } from '../subjects/subject'
import type { OrderName, Orders, StudioMessage, ThreadMessage } from './orders'

const port = parentPort
const say = (message: ThreadMessage) => port?.postMessage(message)

/** The subject that is open, its types set aside: each is opened with what is its own. */
interface Open {
  id: string
  samples: unknown
  next: (found: unknown) => void
}
let open: Open | null = null
let asked: { resolve: (value: unknown) => void; reject: (error: unknown) => void } | null = null

const ask = ((name: Question, question) =>
  new Promise<unknown>((resolve, reject) => {
    asked = { resolve, reject }
    say({ type: 'question', name, question })
  })) as Ask

function opened(id?: string): Open {
  if (!open || (id !== undefined && open.id !== id)) throw new Error('There is nothing to compare with yet.')
  return open
}

const work: {
  [N in OrderName]: (order: Orders[N]['order'], share: (share: number) => void) => Promise<Orders[N]['answer']>
} = {
  async open({ subject, of }) {
    const begin = subjects[subject].open as unknown as (opening: unknown, ask: Ask) => ReturnType<AnySubject['open']>
    open = { id: subject, ...((await begin(of, ask)) as Omit<Open, 'id'>) }
    return null
  },

  async next({ subject, of }) {
    opened(subject).next(of)
    return null
  },

  async measure({ metric, seed, known }, share) {
    const { id, samples } = opened()
    const measures = metrics.find(metric).measure as Record<
      string,
      ((samples: unknown, how: object) => Found | Promise<Found>) | undefined
    >
    const measure = measures[id]
    if (!measure) throw new Error(`"${metric}" is not measured on ${id}.`)
    return measure(samples, { seed, known, share })
  }
}

async function answer<N extends OrderName>(name: N, order: Orders[N]['order']): Promise<void> {
  try {
    say({ type: 'answer', value: await work[name](order, share => say({ type: 'share', share })) })
  } catch (error) {
    const found = readable(error)
    if (isUnforeseen(found)) console.error(error)
    say({ type: 'error', code: found.code, message: found.message })
  }
}

port?.on('message', (message: StudioMessage) => {
  if (message.type === 'order') return void answer(message.name, message.order)
  const waiting = asked
  asked = null
  if (message.type === 'told') waiting?.resolve(message.value)
  else waiting?.reject(new StudioError(message.code, message.message))
})
