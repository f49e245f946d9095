/**
 * `--pairs HOW`, `--domains A,B`: how a folder's pictures belong together. Kinds of example declare the options, and
 * read their words.
 */
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Pairing } from '../../shared/domain'
import { datasetKinds } from '../datasets'
import { UsageError } from './output'

const options = datasetKinds.all.flatMap(({ option }) => option ?? [])

/** As it is read: an option cannot be null. */
type Word = Pairing | 'none'

/** By the options' names. */
export interface ArrangementWords {
  readonly [option: string]: unknown
}

/** Adds an option for every way in which pictures can belong together. */
export function addArrangements(command: Command): Command {
  for (const { name, argument, help, read } of options) {
    command.addOption(
      new Option(`--${name} ${argument}`, help).argParser((words: string): Word => {
        try {
          return read(words) ?? 'none'
        } catch (error) {
          throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
        }
      })
    )
  }
  return command
}

const givenIn = (words: ArrangementWords): { flag: string; word: Word }[] =>
  options.flatMap(({ name }) => (words[name] === undefined ? [] : [{ flag: `--${name}`, word: words[name] as Word }]))

/** As requests take it. @throws UsageError where several are given */
export function arrangementOf(words: ArrangementWords): Pairing | null | undefined {
  const [given, ...more] = givenIn(words)
  if (more.length > 0) throw new UsageError(`${flagsGiven(words)} say different things of the same folder. Give one.`)
  return given?.word === 'none' ? null : given?.word
}

/** "--pairs", for a sentence. */
export const flagsGiven = (words: ArrangementWords): string =>
  givenIn(words)
    .map(({ flag }) => flag)
    .join(' and ')
