import type { Sheet } from '../../../shared/domain'

/** A sheet ready to draw: one bitmap, and how its tiles lie. */
export interface DecodedSheet extends Omit<Sheet, 'png'> {
  bitmap: ImageBitmap | OffscreenCanvas
}

/** Decodes exact pixels: no colour management, no premultiplying. */
export async function decodeSheet({ png, ...tiles }: Sheet): Promise<DecodedSheet> {
  const blob = new Blob([png as Uint8Array<ArrayBuffer>], { type: 'image/png' })
  return { ...tiles, bitmap: await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' }) }
}

interface Waiting<T> {
  key: string
  run: string
  epoch: number
  resolve: (value: T) => void
  reject: (error: unknown) => void
}

/** Pixels of a decoded sheet: four bytes each. */
export const sheetPixels = ({ bitmap }: DecodedSheet): number => bitmap.width * bitmap.height

/**
 * Sheets by run and epoch, decoded once and shared by every view. Holds as many as cost `capacity` together and forgets
 * the least recently used; loads a few at a time, the newest wish first, because that is what is on the screen.
 */
export class SheetCache<T = DecodedSheet> {
  readonly #held = new Map<string, T>()
  readonly #promises = new Map<string, Promise<T>>()
  #waiting: Waiting<T>[] = []
  #loading = 0
  #cost = 0

  constructor(
    private readonly load: (run: string, epoch: number) => Promise<T>,
    private readonly cost: (value: T) => number,
    private readonly capacity: number,
    private readonly parallel = 3
  ) {}

  /** What is there already, to draw without waiting. */
  peek(run: string, epoch: number): T | undefined {
    const key = `${run}/${epoch}`
    const value = this.#held.get(key)
    if (value !== undefined) {
      this.#held.delete(key)
      this.#held.set(key, value)
    }
    return value
  }

  /** Rejects as the loading did; asking again tries again. */
  get(run: string, epoch: number): Promise<T> {
    const key = `${run}/${epoch}`
    const held = this.peek(run, epoch)
    if (held !== undefined) return Promise.resolve(held)
    const underway = this.#promises.get(key)
    if (underway) {
      const index = this.#waiting.findIndex(waiting => waiting.key === key)
      if (index >= 0) this.#waiting.push(...this.#waiting.splice(index, 1))
      return underway
    }
    const promise = new Promise<T>((resolve, reject) => this.#waiting.push({ key, run, epoch, resolve, reject }))
    this.#promises.set(key, promise)
    this.#next()
    return promise
  }

  /** Of epochs after this one: training went back before them, and will make others. */
  forget(run: string, epoch: number): void {
    const gone = (key: string): boolean => key.startsWith(`${run}/`) && Number(key.slice(run.length + 1)) > epoch
    for (const [key, value] of this.#held) if (gone(key)) this.#drop(key, value)
    // What is being loaded may be of before; what waits will not be.
    for (const key of [...this.#promises.keys()])
      if (gone(key) && !this.#waiting.some(waiting => waiting.key === key)) this.#promises.delete(key)
  }

  #drop(key: string, value: T): void {
    this.#held.delete(key)
    this.#cost -= this.cost(value)
  }

  #next(): void {
    while (this.#loading < this.parallel) {
      const waiting = this.#waiting.pop()
      if (!waiting) return
      this.#loading++
      void this.#fetch(waiting)
    }
  }

  /** The newest stays, whatever it costs. */
  #forget(): void {
    for (const [key, value] of this.#held) {
      if (this.#cost <= this.capacity || this.#held.size === 1) return
      this.#drop(key, value)
    }
  }

  async #fetch({ key, run, epoch, resolve, reject }: Waiting<T>): Promise<void> {
    const promise = this.#promises.get(key)
    const wanted = (): boolean => this.#promises.get(key) === promise
    try {
      const value = await this.load(run, epoch)
      if (wanted()) {
        this.#held.set(key, value)
        this.#cost += this.cost(value)
        this.#forget()
      }
      resolve(value)
    } catch (error) {
      reject(error)
    } finally {
      if (wanted()) this.#promises.delete(key)
      this.#loading--
      this.#next()
    }
  }
}
