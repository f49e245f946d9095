/** Names that are given on the command line, as the contract has them. */
import { InvalidArgumentError } from 'commander'
import { runTitle, title } from '../../shared/bounds'

const reader =
  (schema: typeof title) =>
  (word: string): string => {
    const read = schema.safeParse(word)
    if (read.success) return read.data
    throw new InvalidArgumentError(`It ${read.error.issues[0]?.message ?? 'is no name'}.`)
  }

/** @throws InvalidArgumentError for what is empty, too long, or not one line */
export const datasetName = reader(title)
/** The same, and "latest" is taken. */
export const runName = reader(runTitle)
