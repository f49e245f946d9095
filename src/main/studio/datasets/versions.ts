/** What new runs are trained on: each change is a version of the dataset. */
import type { Dataset, DatasetChange } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers } from '../../../shared/ipc'
import type { Context } from '../context'
import { withPictures } from './pictures'

export const versionHandlers = ({ store, emit }: Context): Pick<Handlers, 'changeDataset' | 'datasetVersions'> => ({
  changeDataset: async ({ dataset: id, change }) => {
    const before = withPictures(store.datasets.get(id))
    checkChange(before, change)
    store.versions.change(id, change, before.examples)
    const dataset = store.datasets.get(id)
    emit('datasetChanged', dataset)
    return dataset
  },

  datasetVersions: async ({ dataset }) => store.versions.list(store.datasets.get(dataset).id)
})

/** @throws StudioError conflict, bad-input */
function checkChange({ name, examples, imageCount, labels }: Dataset, change: DatasetChange): void {
  if ((change.what === 'label' || change.what === 'rename') && !examples.classes)
    throw new StudioError(
      'conflict',
      `"${name}" holds ${examples.many}${examples.aside}, which have no classes: ` +
        'where one belongs is said by its folder.'
    )
  if (change.what === 'rename' && labels[change.label] === undefined)
    throw new StudioError('bad-input', `"${name}" has ${labels.length} classes; there is no number ${change.label}.`)
  if ('name' in change && change.name.trim() === '')
    throw new StudioError('bad-input', 'A class needs a name: write at least one letter.')
  if ('places' in change) {
    const beyond = change.places.find(place => place >= imageCount)
    if (beyond !== undefined)
      throw new StudioError(
        'bad-input',
        `"${name}" has ${imageCount} ${examples.many}; there is no ${examples.one} number ${beyond + 1}.`
      )
  }
}
