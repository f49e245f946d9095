/** Whether a model can learn a dataset at all. */
import type { Dataset } from '../../../shared/domain'
import { counted } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import { models } from '../../models'
import { exampleKindId, type ModelDefinition } from '../../models/definition'
import { exampleKindOf, exampleWords } from '../../models/examples'
import type { Store } from '../../store'

/** @throws StudioError no-pictures, bad-input: what is in the way, and what to do */
export function checkLearns(store: Store, model: ModelDefinition, dataset: Dataset): void {
  if (dataset.imageCount < 2)
    throw new StudioError(
      'no-pictures',
      `"${dataset.name}" has ` +
        (dataset.imageCount === 1 ? `one ${dataset.examples.one}` : `no ${dataset.examples.many}`) +
        `${leftOut(dataset)}. ` +
        'Training needs at least 2; a few hundred is a good start.'
    )
  checkExamples(model, dataset)
  if (model.conditional) checkClasses(store, model, dataset)
  const emptied = store.exclusions.emptied(dataset.id).map(label => `“${dataset.labels[label] ?? label}”`)
  if (emptied.length > 0 && (model.conditional || exampleKindOf(model).rowsPerExample === 2))
    throw new StudioError(
      'bad-input',
      `Every picture of ${emptied.join(', ')} in "${dataset.name}" is ${leftOutWords(dataset)}: ` +
        `${model.name} can learn nothing of what has none. Take some of them in again, or choose a model that is ` +
        'not told of classes.'
    )
}

const leftOutWords = ({ excludedCount, heldOutCount }: Dataset): string =>
  [...(excludedCount > 0 || heldOutCount === 0 ? ['excluded'] : []), ...(heldOutCount > 0 ? ['held out'] : [])].join(
    ' or '
  )

const leftOut = (dataset: Dataset): string =>
  dataset.excludedCount + dataset.heldOutCount > 0 ? ` that is not ${leftOutWords(dataset)}` : ''

function checkExamples(model: ModelDefinition, dataset: Dataset): void {
  const exampleKind = exampleKindId(model)
  if (exampleKind === dataset.exampleKind) return
  const held = exampleWords(dataset.exampleKind)
  const fitting = [...models.values()]
    .filter(other => exampleKindId(other) === dataset.exampleKind)
    .map(({ name }) => name)
  const those = fitting.length === 1 ? `The model for ${held} is` : `Models for ${held} are`
  throw new StudioError(
    'bad-input',
    `${model.name} learns ${exampleWords(exampleKind)}, and "${dataset.name}" holds ${held}. ` +
      (fitting.length === 0 ? `No model here learns ${held}.` : `${those} ${fitting.join(', ')}.`)
  )
}

function checkClasses(store: Store, model: ModelDefinition, dataset: Dataset): void {
  const classes = dataset.labels.length
  if (classes < 2)
    throw new StudioError(
      'bad-input',
      `${model.name} learns pictures by class, and the pictures of "${dataset.name}" have none. Put them in ` +
        'one sub-folder for each class, named after it, and import the folder again; or choose them on the wall and ' +
        'move them to a class.'
    )
  const without = store.exclusions.unlabelled(dataset.id)
  if (without > 0)
    throw new StudioError(
      'bad-input',
      `${counted(without, 'picture')} of "${dataset.name}" ${without === 1 ? 'has' : 'have'} no class, and ` +
        `${model.name} learns pictures by class. Move ${without === 1 ? 'it' : 'them'} to one, or exclude ` +
        `${without === 1 ? 'it' : 'them'}.`
    )
  if (classes > dataset.imageCount)
    throw new StudioError(
      'bad-input',
      `"${dataset.name}" has ${classes} classes and only ${dataset.imageCount} ` +
        `pictures: ${model.name} can learn nothing of a class without any. Add pictures to each class and import ` +
        'the folder again.'
    )
  const limit = model.settings.find(({ key }) => key === 'classes')
  if (limit?.type === 'int' && classes > limit.max)
    throw new StudioError(
      'bad-input',
      `${model.name} learns up to ${limit.max} classes, and the pictures of "${dataset.name}" ` +
        `have ${classes}. Import a folder with fewer sub-folders, or choose a model that is not told of classes.`
    )
}
