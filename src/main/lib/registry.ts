/** Definitions of one kind, by id, as the files of their folder declare them. */
import { StudioError } from '../../shared/errors'
import { didYouMean } from '../../shared/nearest-names'

/** What people write: its id, or its name. @throws Error where it has neither: a programming mistake */
function idOrName(definition: object): string {
  if ('id' in definition && typeof definition.id === 'string') return definition.id
  if ('name' in definition && typeof definition.name === 'string') return definition.name
  throw new Error('A definition wants an id or a name.')
}

export class Registry<T extends object> {
  readonly #all: ReadonlyMap<string, T>

  /**
   * @param noun what one of them is called in messages, e.g. loss
   * @param files what `import.meta.glob` found: each file's default export
   * @param idOf what tells one from the others
   * @throws Error where two files share an id: a programming mistake
   */
  constructor(
    readonly noun: string,
    files: Readonly<Record<string, T>>,
    idOf: (definition: T) => string = idOrName
  ) {
    const all = new Map<string, T>()
    const declaredIn = new Map<string, string>()
    for (const [file, definition] of Object.entries(files)) {
      if (typeof definition !== 'object') throw new Error(`${file} has no default export that declares a ${noun}.`)
      const id = idOf(definition)
      const other = declaredIn.get(id)
      if (other !== undefined)
        throw new Error(`${other} and ${file} both declare the ${noun} "${id}". Give one of them another.`)
      declaredIn.set(id, file)
      all.set(id, definition)
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
