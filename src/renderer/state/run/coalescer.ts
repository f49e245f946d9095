/**
 * At most one call in flight; of what is asked meanwhile only the newest is kept. For pictures that follow the hand:
 * the slower the engine, the fewer pictures, never a queue.
 */
export class Coalescer<I, O> {
  #busy = false
  #next: { input: I } | null = null
  #generation = 0

  constructor(
    private readonly call: (input: I) => Promise<O>,
    private readonly answered: (output: O, input: I) => void,
    private readonly failed: (error: unknown, input: I) => void
  ) {}

  get busy(): boolean {
    return this.#busy
  }
  /** Whether a newer wish waits for the one in flight. */
  get waiting(): boolean {
    return this.#next !== null
  }

  push(input: I): void {
    this.#next = { input }
    if (!this.#busy) void this.#run()
  }

  /** Forgets what waits, and the answer to what is in flight. */
  drop(): void {
    this.#next = null
    this.#generation++
  }

  async #run(): Promise<void> {
    this.#busy = true
    try {
      while (this.#next) {
        const { input } = this.#next
        this.#next = null
        const generation = this.#generation
        try {
          const output = await this.call(input)
          if (generation === this.#generation) this.answered(output, input)
        } catch (error) {
          if (generation === this.#generation) this.failed(error, input)
        }
      }
    } finally {
      this.#busy = false
    }
  }
}
