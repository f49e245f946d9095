/** Changes of what new runs are trained on, each of which can be undone. */
import type { Dataset, DatasetChange } from '../../../shared/domain'
import { studio } from '../studio.svelte'
import { toasts } from '../toasts.svelte'
import { request } from '../transport'

/**
 * Makes the next version of a dataset. @param words what was done, a whole sentence; empty: it is not said
 * @throws RequestError
 */
export async function changeDataset({ id }: Dataset, change: DatasetChange, words: string): Promise<Dataset> {
  const before = studio.datasets.get(id)?.version
  const dataset = await request('changeDataset', { dataset: id, change })
  studio.datasets.set(id, dataset)
  if (words !== '' && before !== undefined && dataset.version !== before)
    toasts.show(words, {
      action: {
        label: 'Undo',
        run: () => void changeDataset(dataset, { what: 'restore', number: before }, '').catch(toasts.error)
      }
    })
  return dataset
}

/** A tenth of every class; drawn anew where some are held out already. */
export const heldOutShare = 0.1

export const holdOutSome = (dataset: Dataset, share: number, words: string): Promise<unknown> =>
  changeDataset(
    dataset,
    { what: 'hold-out', share, split: 'test', seed: Math.floor(Math.random() * 2 ** 31) },
    words
  ).catch(toasts.error)
