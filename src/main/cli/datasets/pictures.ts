/** Pictures of a dataset by the names of their files, and what is changed about them. */
import { counted } from '../../../shared/counted'
import type { Dataset, DatasetChange, DatasetPicture } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Parsed } from '../../../shared/ipc'
import { didYouMean } from '../../../shared/nearest-names'
import type { Session } from '../session'

/** What one request answers of. */
const atOnce = 400

type Search = Omit<Parsed<'findPictures'>, 'dataset'>
export const everything: Search = { search: '', only: null }

/** By its path, its file name, or a folder that it lies in. */
const isCalled = (path: string, wanted: string): boolean =>
  path === wanted || path.endsWith(`/${wanted}`) || path.startsWith(`${wanted}/`)

/**
 * Of these paths, of these file names wherever they lie, or in these folders; of a pair either picture.
 * @throws StudioError not-found, where no picture has such a name
 */
export async function picturesNamed(
  session: Session,
  dataset: Dataset,
  names: readonly string[]
): Promise<DatasetPicture[]> {
  const found = new Map<number, DatasetPicture>()
  for (const name of names) for (const picture of await named(session, dataset, name)) found.set(picture.place, picture)
  return [...found.values()]
}

async function named(session: Session, dataset: Dataset, name: string): Promise<DatasetPicture[]> {
  const wanted = name.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '')
  // Longer words than a search takes are looked for by their beginning; their names are compared whole.
  const some = await picturesOf(session, dataset, { ...everything, search: wanted.slice(0, 200) })
  const exactly = some.filter(({ path, partner }) => isCalled(path, wanted) || (partner && isCalled(partner, wanted)))
  if (wanted !== '' && exactly.length > 0) return exactly
  const near = (some.length > 0 ? some : await picturesOf(session, dataset, everything))
    .slice(0, 5000)
    .map(({ path }) => path)
  throw new StudioError(
    'not-found',
    `"${dataset.name}" has no picture and no folder "${name}".${didYouMean(wanted, near)} Nothing was changed.`
  )
}

export async function picturesOf({ handlers }: Session, { id }: Dataset, search: Search): Promise<DatasetPicture[]> {
  const { places } = await handlers.findPictures({ dataset: id, ...search })
  const pictures: DatasetPicture[] = []
  for (let from = 0; from < places.length; from += atOnce)
    pictures.push(...(await handlers.datasetPictures({ dataset: id, places: places.slice(from, from + atOnce) })))
  return pictures
}

export const countsOf = ({ imageCount, excludedCount, heldOutCount, version }: Dataset) => ({
  ...{ imageCount, excludedCount, heldOutCount, version }
})

/** Changes a dataset and says which version it is now. @param done what was done, a sentence without its full stop */
export async function change(
  { handlers, output }: Session,
  dataset: Dataset,
  how: DatasetChange,
  done: { facts: Record<string, unknown>; words: string }
): Promise<void> {
  const now = await handlers.changeDataset({ dataset: dataset.id, change: how })
  const { one, many } = now.examples
  const left = now.imageCount - now.excludedCount - now.heldOutCount
  output.say(
    { dataset: dataset.id, ...done.facts, ...countsOf(now), labels: now.labels },
    now.version === dataset.version
      ? `Nothing of "${dataset.name}" is otherwise than it was: it is version ${now.version} still.`
      : `${done.words}: new runs are trained on ${counted(left, one, many)}, version ${now.version} of ` +
          `"${dataset.name}". Runs that there are go on with what they had.`
  )
}
