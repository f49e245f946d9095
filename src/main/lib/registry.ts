/** Definitions of one kind, by id, as the files of their folder declare them. */
import { StudioError } from '../../shared/errors'
import { didYouMean } from '../../shared/nearest-names'

export interface Defined {
  id: string
}

export class Registry<T extends Defined> {
  readonly #all: ReadonlyMap<string, T>

  /**
   * @param noun what one of them is called in messages, e.g. loss
   * @param files what `import.meta.glob` found: each file's default export
   * @throws Error where two files share an id: a programming mistake
   */
  constructor(
    readonly noun: string,
    files: Readonly<Record<string, T>>
  ) {
    const all = new Map<string, T>()
    for (const [file, definition] of Object.entries(files)) {
      if (all.has(definition.id))
        throw new Error(`${file} declares the ${noun} "${definition.id}", which another file has declared.`)
      all.set(definition.id, definition)
    }
    this.#all = all
  }

  get ids(): string[] {
    return [...this.#all.keys()]
  }
  get all(): T[] {
    return [...this.#all.values()]
  }

  /** Undefined where there is none. */
  get(id: string): T | undefined {
    return this.#all.get(id)
  }

  /** @throws StudioError bad-input, naming those there are and the nearest of them */
  find(id: string): T {
    const found = this.#all.get(id)
    if (found) return found
    throw new StudioError(
      'bad-input',
      `There is no ${this.noun} "${id}".${didYouMean(id, this.ids)} There are: ${this.ids.join(', ')}.`
    )
  }
}
