/** Everything about a run before it starts, and what a person should know about it. */
import { randomInt, randomUUID } from 'node:crypto'
import type { Dataset, Framing, ImageShape, LossCurve, Settings } from '../../../shared/domain'
import { framedShape, framedWords, keptFraming } from '../../../shared/datasets/framed'
import { StudioError } from '../../../shared/errors'
import type { Parsed } from '../../../shared/ipc'
import { exampleKindOf } from '../../models/examples'
import { stepsPerEpoch } from '../../models/settings'
import { findModel } from '../../models'
import { columnsOf, shownEachEpoch } from '../../models/gallery'
import { samplingInputs } from '../../models/sampling'
import {
  completeSettings,
  exampleKindId,
  numberSetting,
  sheetKindOf,
  type ModelDefinition
} from '../../models/definition'
import type { NewRun } from '../../store/runs'
import type { Store } from '../../store'
import { lengthAsked } from '../training/length'
import { checkFraming } from '../training/preparation'
import { fitBatch } from './fit-batch'
import { checkLearns } from './learns'
import { freeName } from './names'
import { planStart } from './transfer'

/**
 * @param taken names of other runs
 * @throws StudioError where the model cannot learn this dataset, or not with these settings
 */
export function planRun(
  store: Store,
  dataset: Dataset,
  { model: modelId, name, seed, settings: given, framing: asked, from, steps }: Parsed<'startRun'>,
  taken: Set<string>
): { run: NewRun; notices: string[] } {
  const model = findModel(modelId)
  checkLearns(store, model, dataset)
  const wanted = completeSettings(model, model.conditional ? { ...given, classes: dataset.labels.length } : given)
  const fitted = fitBatch(model, wanted, dataset.exampleCount)
  const perEpoch = Math.max(1, stepsPerEpoch(dataset.exampleCount, fitted, model.batchesPerStep?.(fitted)))
  const length = lengthAsked({ steps }, perEpoch) ?? { epochs: numberSetting(fitted, 'epochs'), steps: null }
  const settings = { ...fitted, epochs: length.epochs }
  const start = from ? planStart(store, from, model, settings) : null
  // What is made on the spot is packed as it is.
  const framing =
    dataset.examples.framing === 'none' ? dataset.framing : framingFor(dataset.framing, model.image(settings), asked)
  checkFraming(dataset, framing)
  return {
    notices: [
      ...batchNotices(dataset, model, wanted, settings),
      ...colourNotices(dataset, model, framing),
      ...cropNotices(dataset, framing)
    ],
    run: {
      id: randomUUID(),
      name: name ?? freeName(`${dataset.name} · ${model.name}`, taken),
      model: model.id,
      dataset: dataset.id,
      datasetName: dataset.name,
      settings,
      seed: seed ?? randomInt(2 ** 31),
      ...length,
      stepsPerEpoch: perEpoch,
      framing,
      start,
      ...factsOf(model, settings, dataset.labels)
    }
  }
}

/** What a run keeps of its model, so that it can be shown where the model is another one day. */
const factsOf = (model: ModelDefinition, settings: Settings, labels: readonly string[]) => ({
  exampleKind: exampleKindId(model),
  image: model.image(settings),
  latent: model.latent(settings),
  sampleCount: shownEachEpoch(model, settings),
  sampleColumns: columnsOf(model, settings),
  sheetKind: sheetKindOf(model, settings),
  stages: [...(model.stages?.(settings) ?? [])],
  encodes: model.sampling.encode !== undefined,
  losses: lossesOf(model, settings),
  measures: model.measures,
  inputs: samplingInputs(model.sampling, settings, labels)
})

function batchNotices(dataset: Dataset, model: ModelDefinition, wanted: Settings, settings: Settings): string[] {
  const batch = numberSetting(settings, 'batchSize')
  if (batch === wanted.batchSize) return []
  const held =
    exampleKindOf(model).rowsPerExample === 2
      ? `${dataset.exampleCount} pictures in its larger folder`
      : `${dataset.imageCount} ${dataset.examples.many}`
  return [
    `"${dataset.name}" has ${held}, fewer than a batch of ${String(wanted.batchSize)}: batches of ${batch} are used.`
  ]
}

function colourNotices(dataset: Dataset, model: ModelDefinition, framing: Framing): string[] {
  const colour = model.settings.find(({ key }) => key === 'channels')
  if (dataset.grey && framing.channels === 3)
    return [
      `The pictures of "${dataset.name}" are grey and ${model.name} learns colour here: grey comes out, more ` +
        `slowly.${colour ? ` Set ${colour.label} to grey to train faster.` : ''}`
    ]
  if (!dataset.grey && framing.channels === 1)
    return [
      `The pictures of "${dataset.name}" are in colour and are turned grey for this ` +
        `run.${colour ? ` Set ${colour.label} to colour to keep it.` : ''}`
    ]
  return []
}

function cropNotices({ name, sourceSize }: Dataset, framing: Framing): string[] {
  const kept = keptFraming(framing)
  const [height, width] = framedShape(kept)
  if (framing.fit !== 'crops' || (sourceSize.width >= width && sourceSize.height >= height)) return []
  return [
    `The pictures of "${name}" are mostly ${sourceSize.width}×${sourceSize.height}, and crops of ` +
      `${framedWords(framing)} are parts of ${framedWords(kept)}: smaller ones are enlarged to that first, which ` +
      'blurs them. A smaller zoom keeps them sharper.'
  ]
}

/** What it reports, with what that comes to in the end where the model knows. */
function lossesOf(model: ModelDefinition, settings: Settings): LossCurve[] {
  const rest = model.equilibrium?.(settings)
  return model.losses.map((curve, i) => (rest?.[i] === undefined ? curve : { ...curve, equilibrium: rest[i] }))
}

export function framingFor(own: Framing, [height, width, channels]: ImageShape, asked: Partial<Framing> = {}): Framing {
  if (channels !== 1 && channels !== 3)
    throw new StudioError(
      'unsupported',
      `Pictures of ${channels} channels cannot be made from a dataset: only grey ones, or in colour.`
    )
  const { height: _, ...others } = own
  return { ...others, ...asked, size: width, ...(height === width ? {} : { height }), channels }
}
