/** `exclude`: pictures that new runs of a dataset are trained without, by the names of their files. */
import type { Dataset, DatasetPicture } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { counted } from '../../shared/counted'
import { didYouMean } from '../../shared/nearest-names'
import { findListedDataset } from './find'
import type { Session } from './session'

export interface ExcludeOptions {
  /** Takes them in again. */
  include?: boolean
}

/** What one request answers of. */
const atOnce = 400

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
  const { handlers, output } = session
  const dataset = findListedDataset(session, word)
  if (names.length === 0) return listExcluded(session, dataset)
  const found = new Map<number, DatasetPicture>()
  for (const name of names) for (const picture of await named(session, dataset, name)) found.set(picture.place, picture)
  const places = [...found.keys()]
  let changed = dataset
  for (let from = 0; from < places.length; from += 10_000)
    changed = await handlers.excludePictures({
      dataset: dataset.id,
      places: places.slice(from, from + 10_000),
      excluded: !include
    })
  const { one, many } = dataset.examples
  output.say(
    {
      dataset: dataset.id,
      excluded: !include,
      paths: [...found.values()].map(({ path }) => path),
      ...countsOf(changed)
    },
    `${counted(places.length, one, many)} of "${dataset.name}" ${places.length === 1 ? 'is' : 'are'} ` +
      `${include ? 'included again' : 'excluded'}: new runs are trained on ${counted(left(changed), one, many)}. ` +
      'Runs that there are go on with what they had.'
  )
}

const left = ({ imageCount, excludedCount }: Dataset): number => imageCount - excludedCount
const countsOf = ({ imageCount, excludedCount }: Dataset) => ({ imageCount, excludedCount })

async function listExcluded(session: Session, dataset: Dataset): Promise<void> {
  const pictures = await picturesOf(session, dataset, { search: '', excludedOnly: true })
  const paths = pictures.map(({ path }) => path)
  session.output.say(
    { dataset: dataset.id, paths, ...countsOf(dataset) },
    paths.length === 0 ? `Nothing of "${dataset.name}" is excluded.` : paths
  )
}

/** By its path, its file name, or a folder that it lies in. */
const isCalled = (path: string, wanted: string): boolean =>
  path === wanted || path.endsWith(`/${wanted}`) || path.startsWith(`${wanted}/`)

/** Of this path, of this file name wherever it lies, or in this folder; of a pair either picture. */
async function named(session: Session, dataset: Dataset, name: string): Promise<DatasetPicture[]> {
  const wanted = name.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '')
  const some = await picturesOf(session, dataset, { search: wanted, excludedOnly: false })
  const exactly = some.filter(({ path, partner }) => isCalled(path, wanted) || (partner && isCalled(partner, wanted)))
  if (wanted !== '' && exactly.length > 0) return exactly
  const near = (some.length > 0 ? some : await picturesOf(session, dataset, { search: '', excludedOnly: false }))
    .slice(0, 5000)
    .map(({ path }) => path)
  throw new StudioError(
    'not-found',
    `"${dataset.name}" has no picture and no folder "${name}".${didYouMean(wanted, near)} Nothing was changed.`
  )
}

async function picturesOf(
  { handlers }: Session,
  { id }: Dataset,
  search: { search: string; excludedOnly: boolean }
): Promise<DatasetPicture[]> {
  // Longer words than a search takes are looked for by their beginning; their names are compared whole.
  const { places } = await handlers.findPictures({ dataset: id, ...search, search: search.search.slice(0, 200) })
  const pictures: DatasetPicture[] = []
  for (let from = 0; from < places.length; from += atOnce)
    pictures.push(...(await handlers.datasetPictures({ dataset: id, places: places.slice(from, from + atOnce) })))
  return pictures
}
