/** What the words RUN and DATASET of the command line stand for. */
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Dataset, Pairing, Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { didYouMean } from '../../shared/nearest-names'
import { UsageError } from './output'
import { asJob, type Session } from './session'

/** `latest`, an id, a name, or the beginning of an id. @throws StudioError not-found; conflict when several fit */
export function findRun({ store }: Pick<Session, 'store'>, word: string): Run {
  const runs = store.runs.list()
  const [latest] = runs
  if (!latest)
    throw new StudioError('not-found', 'There are no runs in this workspace yet. Start one with `atelier train`.')
  if (word === 'latest') return latest
  const found = pick(runs, word)
  if (!found)
    throw new StudioError(
      'not-found',
      `There is no run "${word}".${didYouMean(
        word,
        runs.map(({ name }) => name)
      )} \`atelier runs\` lists them; the newest is "${latest.name}" (${latest.id.slice(0, 8)}).`
    )
  return found
}

/** Of deleted runs, by id, name or the beginning of an id. @throws StudioError not-found; conflict when several fit */
export function findBinned(runs: readonly Run[], word: string): Run {
  const found = pick(runs, word)
  if (found) return found
  throw new StudioError(
    'not-found',
    `There is no run "${word}" in the bin.${didYouMean(
      word,
      runs.map(({ name }) => name)
    )} \`atelier bin\` lists what is there.`
  )
}

/** A dataset by its id, name or the beginning of its id. @throws StudioError not-found; conflict when several fit */
export function findListedDataset({ store }: Pick<Session, 'store'>, word: string): Dataset {
  const datasets = store.datasets.list()
  const found = pick(datasets, word)
  if (found) return found
  const names = datasets.map(({ name }) => name)
  throw new StudioError(
    'not-found',
    `There is no dataset "${word}" in this workspace.${didYouMean(word, names)} \`atelier datasets\` lists them.`
  )
}

/**
 * A folder (imported, unless it was already and has not changed since), a dataset's id, name or beginning of an id,
 * or a built-in's name (imported once). @param pairs how a folder's pictures are paired; left out: as it was imported
 * last, else as it looks
 */
export async function findDataset(session: Session, word: string, pairs?: Pairing | null): Promise<Dataset> {
  const { store, handlers } = session
  notEmpty(word)
  const folder = resolve(word)
  const facts = await stat(folder).catch(() => null)
  if (facts?.isDirectory())
    return asJob(session, job => handlers.importFolder({ job, path: folder, pairs, known: true }))
  if (pairs !== undefined)
    throw new UsageError(
      `How pictures belong together is asked of folders, and there is no folder "${word}". A dataset is what ` +
        'it was imported as.'
    )
  const datasets = store.datasets.list()
  const found = pick(datasets, word)
  if (found) return found
  const imported = datasets.find(({ kind, origin }) => kind === 'builtin' && origin === word)
  if (imported) return imported
  const builtins = await handlers.listBuiltins({})
  // A run's command names its dataset by the title that the import gave it.
  const builtin = builtins.find(({ name, title }) => name === word || title === word)
  if (builtin) return asJob(session, job => handlers.importBuiltin({ job, name: builtin.name }))
  // A file, or what looks like a path: let the import say what is wrong with it.
  if (facts || /[/\\]/.test(word))
    return asJob(session, job => handlers.importFolder({ job, path: folder, known: true }))
  throw noDataset(word, datasets, builtins)
}

/** An empty word would stand for the folder that one is in. @throws UsageError */
export function notEmpty(word: string): void {
  if (word.trim() === '') throw new UsageError('The name of the folder is empty. "." is the folder that you are in.')
}

/** A word that is neither a folder nor the name of anything. */
export function noDataset(
  word: string,
  datasets: readonly Pick<Dataset, 'name'>[],
  builtins: readonly { name: string; title: string }[]
): StudioError {
  const words = new Map([
    ...datasets.map(({ name }) => [name, name] as const),
    ...builtins.flatMap(
      ({ name, title }) =>
        [
          [title, name],
          [name, name]
        ] as const
    )
  ])
  return new StudioError(
    'not-found',
    `There is no folder, dataset or built-in "${word}".${didYouMean(word, words)} Built ` +
      `in: ${builtins.map(({ name }) => name).join(', ')}.`
  )
}

/** By id, then name, then the beginning of an id (4 letters at least). */
export function pick<T extends { id: string; name: string }>(all: readonly T[], word: string): T | null {
  const exact = all.find(({ id }) => id === word)
  if (exact) return exact
  const named = all.filter(({ name }) => name === word)
  const fitting =
    named.length > 0 || word.length < 4 ? named : all.filter(({ id }) => id.startsWith(word.toLowerCase()))
  if (fitting.length > 1)
    throw new StudioError(
      'conflict',
      `"${word}" could be ${fitting.map(({ id, name }) => `"${name}" (${id.slice(0, 8)})`).join(', ')}. Use the id.`
    )
  return fitting[0] ?? null
}
