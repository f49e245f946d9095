/** Definitions of one kind, by id, as the files of their folder declare them; checked as they are loaded. */
import { StudioError } from '../../../shared/errors'
import { didYouMean } from '../../../shared/nearest-names'
import type { z } from 'zod'
import { schemaOf, withArticle, wrongIn, type Fields } from './fields'

export * from './fields'
export * from './command-words'

/** What a folder's files declare. */
export interface Declared<T> {
  /** The folder, below src/main: for messages. */
  folder: string
  /** What each field must be. */
  fields: Fields<T>
  /** The field that tells one from the others: `id` where left out. */
  key?: keyof T & string
  /** Ids that mean something else already, each with what it means: "all of them at once". */
  reserved?: Readonly<Record<string, string>>
  /** What else is wrong with a definition whose fields are right, each a phrase after "src/…/file.ts". */
  wrong?: (definition: T) => Iterable<string>
}

export class Registry<T extends object> {
  readonly #all: ReadonlyMap<string, T>

  /**
   * @param noun what one of them is called in messages, e.g. loss
   * @param files what `import.meta.glob` found: each file's default export
   * @throws Error where a file does not declare what it must, or shares an id with another: a sentence for each fault,
   *   naming the file and the field. It is a programming mistake.
   */
  constructor(
    readonly noun: string,
    files: Readonly<Record<string, T>>,
    declared: Declared<NoInfer<T>>
  ) {
    const schema = schemaOf(declared.fields)
    const faults = Object.entries(files).flatMap(([file, definition]) =>
      faultsOf(noun, definition, schema, declared).map(fault => `${pathOf(declared, file)} ${fault}.`)
    )
    const all = new Map<string, T>()
    const declaredIn = new Map<string, string>()
    const idOf = (definition: T): string => String(definition[declared.key ?? ('id' as keyof T)])
    for (const [file, definition] of faults.length > 0 ? [] : Object.entries(files)) {
      const [id, path] = [idOf(definition), pathOf(declared, file)]
      const other = declaredIn.get(id)
      if (other !== undefined)
        faults.push(`${other} and ${path} both declare the ${noun} "${id}". Give one of them another.`)
      declaredIn.set(id, path)
      all.set(id, definition)
    }
    if (faults.length > 0) throw new Error(faults.join('\n'))
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

/** "./adam.ts" of the optimisers → "src/main/optimisers/adam.ts". */
const pathOf = ({ folder }: { folder: string }, file: string): string =>
  `src/main/${folder}/${file.replace(/^\.\//, '')}`

function faultsOf<T extends object>(noun: string, definition: T, schema: z.ZodType, declared: Declared<T>): string[] {
  if (typeof definition !== 'object') return [`has no default export that declares ${withArticle(noun)}`]
  const { key = 'id' as keyof T & string, reserved = {}, wrong } = declared
  const faults = wrongIn(noun, definition, schema)
  if (faults.length > 0) return faults
  const id = String(definition[key])
  if (Object.hasOwn(reserved, id))
    return [
      `declares ${withArticle(noun)} whose \`${key}\` is "${id}", which means ${reserved[id] ?? ''} already: ` +
        'give it another'
    ]
  try {
    return [...(wrong?.(definition) ?? [])]
  } catch (error) {
    return [
      `declares ${withArticle(noun)} that cannot be looked ` +
        `at: ${error instanceof Error ? error.message : String(error)}`
    ]
  }
}
