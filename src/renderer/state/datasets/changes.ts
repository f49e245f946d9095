/** Changes of what new runs are trained on, each of which can be undone. */
import type { Dataset, DatasetChange } from '../../../shared/domain'
import { mostPlaces } from '../../../shared/datasets/most-places'
import { studio } from '../studio.svelte'
import { toasts } from '../toasts.svelte'
import { request } from '../transport'

/** One after the other: a request takes so many pictures. */
function partsOf(change: DatasetChange): DatasetChange[] {
  if (!('places' in change)) return [change]
  const { places } = change
  return Array.from({ length: Math.ceil(places.length / mostPlaces) }, (_, i) => ({
    ...change,
    places: places.slice(i * mostPlaces, (i + 1) * mostPlaces)
  }))
}

/**
 * Makes the next version of a dataset; of very many pictures the next few.
 * @param words what was done, a whole sentence; empty: it is not said
 * @throws RequestError
 */
export async function changeDataset(original: Dataset, change: DatasetChange, words: string): Promise<Dataset> {
  const { id } = original
  const before = studio.datasets.get(id)?.version
  let dataset: Dataset | undefined
  for (const part of partsOf(change)) {
    dataset = await request('changeDataset', { dataset: id, change: part })
    studio.datasets.set(id, dataset)
  }
  const last = dataset ?? original
  if (words !== '' && before !== undefined && last.version !== before)
    toasts.show(words, {
      action: {
        label: 'Undo',
        run: () => void changeDataset(last, { what: 'restore', number: before }, '').catch(toasts.error)
      }
    })
  return last
}

/** A tenth of every class; drawn anew where some are held out already. */
export const heldOutShare = 0.1

export const holdOutSome = (dataset: Dataset, share: number, words: string): Promise<unknown> =>
  changeDataset(
    dataset,
    { what: 'hold-out', share, split: 'test', seed: Math.floor(Math.random() * 2 ** 31) },
    words
  ).catch(toasts.error)
