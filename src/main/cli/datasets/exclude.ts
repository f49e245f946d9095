/** `exclude`: pictures that new runs of a dataset are trained without, by the names of their files. */
import { counted } from '../../../shared/counted'
import { findListedDataset } from '../find'
import type { Session } from '../session'
import { change, countsOf, everything, picturesNamed, picturesOf } from './pictures'

export interface ExcludeOptions {
  /** Takes them in again. */
  include?: boolean
}

/**
 * Without names: lists those that are excluded.
 * @throws StudioError not-found, where no picture has such a name
 */
export async function exclude(
  session: Session,
  word: string,
  names: readonly string[],
  { include = false }: ExcludeOptions
): Promise<void> {
  const dataset = findListedDataset(session, word)
  if (names.length === 0) {
    const paths = (await picturesOf(session, dataset, { ...everything, only: 'excluded' })).map(({ path }) => path)
    return session.output.say(
      { dataset: dataset.id, paths, ...countsOf(dataset) },
      paths.length === 0 ? `Nothing of "${dataset.name}" is excluded.` : paths
    )
  }
  const found = await picturesNamed(session, dataset, names)
  const { one, many } = dataset.examples
  await change(
    session,
    dataset,
    { what: 'exclude', places: found.map(({ place }) => place), excluded: !include },
    {
      facts: { excluded: !include, paths: found.map(({ path }) => path) },
      words:
        `${counted(found.length, one, many)} of "${dataset.name}" ${found.length === 1 ? 'is' : 'are'} ` +
        (include ? 'included again' : 'excluded')
    }
  )
}
