/** Decodes what is asked for: some pictures side by side, as many as there is memory for, large ones alone. */
import { StudioError } from '../../../shared/errors'
import { readable } from '../../lib/failures'
import { sizeWords } from '../../lib/regular-file'
import { decodePicture, NotNow, readPixels, readWhole, type Admit } from '../pictures/decode'
import { UnreadablePicture } from '../source'
import { Budget } from './budget'
import { Clock } from './clock'
import { load } from './load'
import { secondsFor } from './needs'
import type { Order, Report } from './protocol'

type WorkOrder = Exclude<Order, { type: 'drop' }>

/** So much is taken of memory before anything is known of a picture. */
const atFirst = 2 ** 20

export class Decoding {
  private readonly queue: WorkOrder[] = []
  private readonly budget: Budget
  private readonly clock: Clock
  private active = 0
  /** Orders that nobody waits for any more, among those that have not ended. */
  private readonly dropped = new Set<number>()
  private readonly open = new Set<number>()

  /** @param most bytes of all pictures together, and of each @param atOnce pictures */
  constructor(
    private readonly most: number,
    private readonly atOnce: number,
    private readonly tell: (report: Report, last: boolean) => void
  ) {
    this.budget = new Budget(most)
    this.clock = new Clock(report => {
      tell(report, true)
    })
  }

  receive(order: Order): void {
    if (order.type === 'drop') {
      if (this.open.has(order.call)) this.dropped.add(order.call)
      return
    }
    this.open.add(order.call)
    this.queue.push(order)
    this.next()
  }

  private report(report: Report): void {
    this.tell(report, this.open.size <= 1)
  }

  private next(): void {
    while (this.active < this.atOnce) {
      const order = this.queue.shift()
      if (!order) return
      this.active++
      void this.work(order)
        .catch((error: unknown) => this.report(failure(order.call, error)))
        .finally(() => {
          this.active--
          this.open.delete(order.call)
          this.dropped.delete(order.call)
          this.next()
        })
    }
  }

  /** Decodes with what memory can be had at once; where that is not enough, once more when there is. */
  private async work(order: WorkOrder): Promise<void> {
    for (let wanted = atFirst; ;) {
      let held = await this.budget.take(wanted)
      try {
        if (this.dropped.has(order.call))
          return this.report({ type: 'refused', call: order.call, reason: 'Nobody waits for it.', flaw: 'unreadable' })
        this.clock.start(order.call, secondsFor(held))
        const result = await this.decode(order, (bytes, what) => {
          if (bytes > this.most)
            throw new UnreadablePicture(
              `It needs more memory than the ${sizeWords(this.most)} that one picture may take: ` +
                `about ${sizeWords(bytes)} for ${what}. Save it smaller, or in another format.`
            )
          if (bytes <= held) return
          if (!this.budget.takeNow(bytes - held)) throw new NotNow(bytes)
          held = bytes
          this.clock.start(order.call, secondsFor(held))
        })
        return this.report({ type: 'done', call: order.call, result })
      } catch (error) {
        if (!(error instanceof NotNow)) throw error
        wanted = error.bytes
      } finally {
        this.clock.pause(order.call)
        this.budget.give(held)
      }
    }
  }

  private async decode(
    order: WorkOrder,
    needs: (bytes: number, what: string) => void
  ): Promise<Extract<Report, { type: 'done' }>['result']> {
    const loaded = await load(order.picture, bytes => needs(bytes, 'the file alone'))
    const data = 'bytes' in loaded ? loaded.bytes : loaded.pixels
    const admit: Admit = (bytes, { width, height, format }) =>
      needs(
        data.length + bytes,
        `${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels of ${nameOf(format)}`
      )
    if (order.type === 'decode') return decodePicture(loaded, order.framing, order.half, admit)
    if ('pixels' in loaded) throw new StudioError('internal', 'Pixels were asked for of what are pixels already.')
    return order.type === 'whole' ? readWhole(loaded.bytes, order, admit) : readPixels(loaded.bytes, order, admit)
  }
}

const nameOf = (format: string): string =>
  format === 'heif' ? 'AVIF' : format === 'webp' ? 'WebP' : format.toUpperCase()

function failure(call: number, error: unknown): Report {
  if (error instanceof UnreadablePicture) return { type: 'refused', call, reason: error.message, flaw: error.flaw }
  if (error instanceof StudioError)
    return {
      type: 'failed',
      call,
      code: error.code === 'not-readable' ? 'not-readable' : 'internal',
      message: error.message
    }
  console.error(error)
  return { type: 'failed', call, code: 'internal', message: readable(error).message }
}
