/** `label`: of which class pictures are. */
import { counted } from '../../../shared/counted'
import type { Dataset } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { didYouMean } from '../../../shared/nearest-names'
import { findListedDataset } from '../find'
import { table, UsageError } from '../output'
import type { Session } from '../session'
import { change, countsOf, everything, picturesNamed } from './pictures'

export interface LabelOptions {
  /** What the class is called from now on. */
  rename?: string
}

/** Moves pictures to a class, or renames it; without either, lists the classes. @throws StudioError not-found */
export async function label(
  session: Session,
  word: string,
  name: string | undefined,
  names: readonly string[],
  { rename }: LabelOptions
): Promise<void> {
  const dataset = findListedDataset(session, word)
  if (name === undefined) {
    if (rename !== undefined) throw new UsageError('Say which class is to be renamed.')
    return listClasses(session, dataset)
  }
  if (rename !== undefined) {
    if (names.length > 0) throw new UsageError('A class is renamed, or pictures are moved to it: not both at once.')
    return change(
      session,
      dataset,
      { what: 'rename', label: classNamed(dataset, name), name: rename },
      { facts: { class: rename }, words: `"${name}" is called "${rename}"` }
    )
  }
  if (names.length === 0) throw new UsageError(`Say which pictures are "${name}": paths, file names or folders.`)
  const found = await picturesNamed(session, dataset, names)
  const { one, many } = dataset.examples
  await change(
    session,
    dataset,
    { what: 'label', places: found.map(({ place }) => place), name },
    {
      facts: { class: name, paths: found.map(({ path }) => path) },
      words:
        `${counted(found.length, one, many)} of "${dataset.name}" ` +
        `${found.length === 1 ? 'is' : 'are'} "${name}" now`
    }
  )
}

/** @throws StudioError not-found */
function classNamed({ name, labels }: Dataset, wanted: string): number {
  const found = labels.indexOf(wanted)
  if (found !== -1) return found
  throw new StudioError(
    'not-found',
    `"${name}" has no class "${wanted}".${didYouMean(wanted, labels)} \`atelier label\` lists its classes.`
  )
}

async function listClasses({ handlers, output }: Session, dataset: Dataset): Promise<void> {
  const { groups } = await handlers.findPictures({ dataset: dataset.id, ...everything })
  const classes = groups.map(({ label: at, count }) => ({ name: dataset.labels[at] ?? null, count }))
  output.say(
    { dataset: dataset.id, classes, ...countsOf(dataset) },
    dataset.labels.length === 0
      ? `The ${dataset.examples.many} of "${dataset.name}" have no classes.`
      : table(classes.map(({ name, count }) => [name ?? '(no class)', count.toLocaleString('en-GB')]))
  )
}
