/** Pictures of somebody's own translated whole, one after another, and what became of each. */
import type { Direction, Run } from '../../../shared/domain'
import { problemWords } from '../toasts.svelte'
import { Jobs, type Job, type Wire } from '../jobs.svelte'
import { wasCancelled } from '../transport'
import type { Picked } from '../transport/upload'
import { bytes } from '../words'

export interface Translated {
  /** Its path, as it was dropped or chosen. */
  name: string
  state: 'waiting' | 'working' | 'done' | 'failed'
  /** Why it failed, in a sentence. */
  problem: string
  png: Uint8Array<ArrayBuffer> | null
  /** Of the PNG, for an image. */
  url: string
  size: string
}

/** What travels in one message, with room to spare. */
const most = 48e6

export class TranslateMany {
  items = $state.raw<readonly Translated[]>([])
  running = $state(false)
  readonly done: readonly Translated[] = $derived(this.items.filter(({ state }) => state === 'done'))
  readonly over: number = $derived(this.items.filter(({ state }) => state === 'done' || state === 'failed').length)
  /** The whole, and the one picture that is under way. */
  readonly #whole: Jobs
  readonly #each: Jobs

  constructor(
    private readonly run: Pick<Run, 'id'>,
    wire: Wire
  ) {
    this.#whole = new Jobs(wire)
    this.#each = new Jobs(wire)
  }

  /** How far the whole is. */
  get job(): Job | undefined {
    return this.#whole.list[0]
  }

  /** Translates them all, unless it is stopped before; what was there goes. */
  async translate(
    files: readonly Picked[],
    { epoch, direction }: { epoch: number | undefined; direction: Direction }
  ): Promise<void> {
    if (this.running || files.length === 0) return
    this.clear()
    this.running = true
    this.items = files.map(({ path }) => ({
      name: path.replace(/^\/+/, ''),
      state: 'waiting',
      problem: '',
      png: null,
      url: '',
      size: ''
    }))
    try {
      await this.#whole.start('Translating', async (job, signal) => {
        const began = performance.now()
        for (const [i, { file }] of files.entries()) {
          if (signal.aborted) return
          const secondsLeft = i === 0 ? null : ((performance.now() - began) / 1000 / i) * (files.length - i)
          this.#whole.update(job, { done: i, total: files.length, secondsLeft })
          this.#set(i, { state: 'working' })
          this.#set(i, await this.#one(this.items[i]?.name ?? '', file, { epoch, direction }, signal))
        }
      })
    } finally {
      this.running = false
    }
  }

  /** The one that is under way is called off; the others are not begun. */
  stop(): void {
    this.#whole.cancelAll()
  }

  clear(): void {
    for (const { url } of this.items) if (url) URL.revokeObjectURL(url)
    this.items = []
  }

  async #one(
    name: string,
    file: File,
    asked: { epoch: number | undefined; direction: Direction },
    signal: AbortSignal
  ): Promise<Partial<Translated>> {
    if (file.size > most)
      return {
        state: 'failed',
        problem: `It has ${bytes(file.size)}; up to ${bytes(most)} are taken. Save it smaller.`
      }
    try {
      const content = new Uint8Array(await file.arrayBuffer())
      const { png, width, height, shrunkFrom } = await this.#each.ask(
        'Translating',
        'translateWhole',
        { run: this.run.id, file: { name, bytes: content }, ...asked },
        signal
      )
      const own = Uint8Array.from(png)
      return {
        state: 'done',
        png: own,
        url: URL.createObjectURL(new Blob([own], { type: 'image/png' })),
        size: sizeWords({ width, height }, shrunkFrom)
      }
    } catch (problem) {
      if (wasCancelled(problem)) return { state: 'waiting' }
      return { state: 'failed', problem: problemWords(problem) }
    }
  }

  #set(index: number, news: Partial<Translated>): void {
    this.items = this.items.map((item, i) => (i === index ? { ...item, ...news } : item))
  }
}

interface Size {
  width: number
  height: number
}

const sizeWords = ({ width, height }: Size, shrunkFrom: (Size & { why: string }) | null): string =>
  shrunkFrom
    ? `${width}×${height}, shrunk from ${shrunkFrom.width}×${shrunkFrom.height}: ${shrunkFrom.why}`
    : `${width}×${height}`
