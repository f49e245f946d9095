/** What an order to train comes to, checked against its model and its dataset. */
import { statSync } from 'node:fs'
import type { ImageShape } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { stageAt } from '../../../shared/run/stages'
import type { ModelDefinition } from '../../models/definition'
import { exampleKindOf, examplesIn, exampleWords, type ExampleKind } from '../../models/examples'
import { stepsPerEpoch as stepsIn } from '../../models/settings'
import { costPieces } from '../../models/families/step-flop'
import type { TrainOrder } from '../protocol'

export interface TrainingPlan {
  model: ModelDefinition
  kind: ExampleKind
  /** Where a stage has none of its own. */
  batchSize: number
  batchesPerStep: number
  stepsPerEpoch: number
  /** Of the whole run. */
  totalSteps: number
  /** Bytes of one packed example. */
  rowSize: number
  /** Bytes of the packed dataset. */
  bytes: number
  /** Of a model that grows; null for others. @param done steps before it */
  stageOf: ((done: number) => PlannedStage) | null
  /**
   * Steps that are left, each counted by what it costs beside a step of now: larger levels of a model that grows take
   * several times as long as the present one.
   * @param done steps before
   */
  costLeft: (done: number) => number
}

/** A stage of a model that grows, and the batch of its steps. */
export interface PlannedStage {
  index: number
  since: number
  label: string
  batchSize: number
}

/** @throws StudioError bad-input or not-readable, saying what does not fit */
export function planTraining({ dataset, settings, epochs, steps }: TrainOrder, model: ModelDefinition): TrainingPlan {
  const batchSize = Number(settings.batchSize)
  const kind = exampleKindOf(model)
  const rowSize = kind.numbers(dataset.shape) * (kind.packed === 'floats' ? Float32Array.BYTES_PER_ELEMENT : 1)
  const batchesPerStep = model.batchesPerStep?.(settings) ?? 1
  const stepsPerEpoch = stepsIn(examplesIn(kind, dataset.count, dataset.labels), settings, batchesPerStep)
  const image = model.image(settings)
  if (stepsPerEpoch < 1) {
    const batches = batchesPerStep === 1 ? 'one batch' : `the ${batchesPerStep} batches of a step, each`
    throw new StudioError(
      'bad-input',
      `${dataset.count} ${kind.traits.many} do not fill ${batches} of ${batchSize}. Choose a smaller batch.`
    )
  }
  if ((dataset.exampleKind ?? 'pictures') !== kind.id)
    throw new StudioError(
      'bad-input',
      `${model.name} learns ${exampleWords(kind.id)}; the dataset ` +
        `holds ${exampleWords(dataset.exampleKind ?? 'pictures')}.`
    )
  // Points have no shape of their own.
  if (!holds(dataset.shape, image) && kind.packed !== 'floats')
    throw new StudioError(
      'bad-input',
      `The pictures are ${dataset.shape.join('×')}; the model wants ${image.join('×')}.`
    )
  if (model.conditional && !dataset.labels)
    throw new StudioError(
      'bad-input',
      `${model.name} is conditioned on the class of every picture; these pictures have none.`
    )
  const bytes = statSync(dataset.path).size
  if (bytes !== dataset.count * rowSize)
    throw new StudioError(
      'not-readable',
      `The packed ${kind.traits.many} ${dataset.path} hold ${bytes} bytes instead ` +
        `of ${dataset.count * rowSize}. Import the dataset again.`
    )
  const totalSteps = Math.min(epochs * stepsPerEpoch, steps ?? Infinity)
  return {
    model,
    kind,
    batchSize,
    batchesPerStep,
    stepsPerEpoch,
    totalSteps,
    rowSize,
    bytes,
    stageOf: stagesOf(model, settings, batchSize),
    costLeft: costLeftOf(model, settings, totalSteps)
  }
}

/** Whether pictures are as they are learned, or large enough that crops of them are. */
const holds = ([tall, wide, has]: ImageShape, [height, width, wants]: ImageShape): boolean =>
  has === wants && ((tall === height && wide === width) || (tall > height && wide > width))

function costLeftOf(model: ModelDefinition, settings: TrainOrder['settings'], total: number): TrainingPlan['costLeft'] {
  if (!model.stages) return done => total - done
  const pieces = costPieces(model, settings, total)
  return done => {
    const left = pieces.filter(({ to }) => to > done)
    const now = left[0]?.flop ?? 1
    return left.reduce((sum, { from, to, flop }) => sum + ((to - Math.max(from, done)) * flop) / now, 0)
  }
}

function stagesOf(
  { stages }: ModelDefinition,
  settings: TrainOrder['settings'],
  whole: number
): TrainingPlan['stageOf'] {
  if (!stages) return null
  const all = stages(settings)
  return done => {
    const index = stageAt(all, done)
    const { from = 0, label = '', batchSize = whole } = all[index] ?? {}
    return { index, since: from, label, batchSize }
  }
}
