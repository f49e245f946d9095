/** Which of a dataset's pictures are trained on: all but those that somebody has excluded. */
import type { Dataset, Run } from '../../../shared/domain'
import { exampleKinds } from '../../models/examples'
import type { Store } from '../../store'
import type { StoredImage } from '../../store/datasets'

/** A dataset as a new run would be trained on it: its counts are those of what is included. */
export const withoutExcluded = (dataset: Dataset): Dataset => ({
  ...dataset,
  imageCount: dataset.imageCount - dataset.excludedCount
})

/** Pictures of a run's dataset that it is trained on, and where they lie among all of them. */
export interface TrainedOn {
  images: StoredImage[]
  places: number[]
  /** Places of the others, ascending. */
  excluded: number[]
}

export function trainedOn(store: Store, run: Pick<Run, 'id'>, dataset: string): TrainedOn {
  const all = store.datasets.images(dataset)
  const excluded = store.exclusions.ofRun(run.id)
  const without = new Set(excluded)
  const places = [...all.keys()].filter(place => !without.has(place))
  return { images: all.filter((_, place) => !without.has(place)), places, excluded }
}

/** How many examples a pass of a run goes through: of domains, as many as the larger has pictures. */
export function examplesOf({ images }: TrainedOn, { exampleKind }: Pick<Dataset, 'exampleKind'>): number {
  if (exampleKinds.find(exampleKind).rowsPerExample === 1) return images.length
  const counts = new Map<number, number>()
  for (const { label } of images) counts.set(label, (counts.get(label) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}
