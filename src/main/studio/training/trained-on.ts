/** Which of a dataset's pictures are trained on: all but those that somebody has excluded, or holds out. */
import type { Dataset, Run } from '../../../shared/domain'
import { exampleKinds } from '../../models/examples'
import type { Store } from '../../store'
import type { StoredImage } from '../../store/datasets'
import { isHeldOut } from '../../store/versions/state'

/** A dataset as a new run would be trained on it: its counts are those of what is trained on. */
export const asTrainedOn = (dataset: Dataset): Dataset => ({
  ...dataset,
  imageCount: dataset.imageCount - dataset.excludedCount - dataset.heldOutCount
})

/** Some of the pictures of a run's dataset, with the classes that they have in its version. */
export interface Part {
  images: StoredImage[]
  /** Where they lie among all of them, ascending. */
  places: number[]
  /** Places of the others, ascending. */
  without: number[]
}

export interface Parts {
  trained: Part
  /** Neither trained on nor excluded: what the run is evaluated on. */
  heldOut: Part
  /** Names of classes. */
  classes: readonly string[]
}

/** @param dataset what the run is trained on, or could be */
export function partsOf(store: Store, run: Pick<Run, 'id'>, dataset: string): Parts {
  const { excluded, labels, splits, classes } = store.versions.ofRun(run.id, dataset)
  const all = store.datasets
    .images(dataset)
    .map((image, place) => (labels ? { ...image, label: labels[place] ?? -1 } : image))
  const out = new Set(excluded)
  const isHeld = (place: number): boolean => splits !== null && isHeldOut(splits, place)
  const part = (has: (place: number) => boolean): Part => ({
    images: all.filter((_, place) => has(place)),
    places: [...all.keys()].filter(has),
    without: [...all.keys()].filter(place => !has(place))
  })
  return {
    trained: part(place => !out.has(place) && !isHeld(place)),
    heldOut: part(place => !out.has(place) && isHeld(place)),
    classes: classes ?? store.datasets.get(dataset).labels
  }
}

export const trainedOn = (store: Store, run: Pick<Run, 'id'>, dataset: string): Part =>
  partsOf(store, run, dataset).trained

/**
 * On which part a subject of metrics is worked out that would rather have what is held out: on that where there is any,
 * of both groups where there are two.
 */
export const evaluatedOn = ({ heldOut }: Parts, { exampleKind }: Pick<Dataset, 'exampleKind'>): 'heldOut' | 'trained' =>
  new Set(heldOut.images.map(({ label }) => label)).size >= exampleKinds.find(exampleKind).rowsPerExample
    ? 'heldOut'
    : 'trained'

/** How many examples a pass of a run goes through: of domains, as many as the larger has pictures. */
export function examplesOf({ images }: Part, { exampleKind }: Pick<Dataset, 'exampleKind'>): number {
  if (exampleKinds.find(exampleKind).rowsPerExample === 1) return images.length
  const counts = new Map<number, number>()
  for (const { label } of images) counts.set(label, (counts.get(label) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}
