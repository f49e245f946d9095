/** Runs: start, steer, name, bin. */
import { randomInt, randomUUID } from 'node:crypto'
import type { Dataset, Framing, ImageShape, LossCurve, Settings } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Parsed } from '../../../shared/ipc'
import { exampleKindOf, exampleWords } from '../../models/examples'
import { stepsPerEpoch } from '../../models/settings'
import { findModel, models } from '../../models'
import { columnsOf, shownEachEpoch } from '../../models/gallery'
import { samplingInputs } from '../../models/sampling'
import {
  completeSettings,
  exampleKindId,
  numberSetting,
  sheetKindOf,
  type ModelDefinition
} from '../../models/definition'
import { activeStatuses, type NewRun } from '../../store/runs'
import type { Store } from '../../store'
import type { Context } from '../context'
import { lengthAsked } from '../training/length'
import { fitBatch } from './fit-batch'
import { freeName } from './names'
import { checkFraming } from '../training/preparation'
import { withoutExcluded } from '../training/trained-on'
import { checkStart, planStart } from './transfer'
import { discard } from '../trouble'

type Names =
  | 'listRuns'
  | 'getRun'
  | 'startRun'
  | 'pauseRun'
  | 'resumeRun'
  | 'stopRun'
  | 'trainingQueue'
  | 'moveInQueue'
  | 'setTrainingsAtOnce'
  | 'renameRun'
  | BinNames
type BinNames = 'deleteRun' | 'restoreRun' | 'listBin' | 'binSize' | 'emptyBin'

export function runHandlers(context: Context): Pick<Handlers, Names> {
  const { store, emit, trainings } = context
  return {
    ...binHandlers(context),
    listRuns: async () => store.runs.list(),
    getRun: async ({ run }) => store.runs.get(run),

    startRun: async input => {
      const dataset = withoutExcluded(store.datasets.get(input.dataset))
      const { run: planned, notices } = planRun(store, dataset, input, store.runs.names())
      if (planned.start) await checkStart(store, planned.start)
      const run = trainings.start(planned, input.turn)
      for (const message of notices) emit('notice', { level: 'info', message, run: run.id })
      return run
    },

    pauseRun: ({ run }) => trainings.pause(run),
    resumeRun: ({ run, turn, ...change }) => trainings.resume(run, change, turn),
    stopRun: ({ run }) => trainings.stop(run),

    trainingQueue: async () => trainings.queue.shown,
    moveInQueue: async ({ run, before }) => {
      trainings.queue.move(run, before)
      return trainings.queue.shown
    },
    setTrainingsAtOnce: async ({ atOnce }) => {
      trainings.queue.setAtOnce(atOnce)
      return trainings.queue.shown
    },

    renameRun: async ({ run: id, name }) => {
      const run = store.runs.update(id, { name })
      emit('runChanged', run)
      return run
    }
  }
}

function binHandlers({ store, emit, trainings }: Context): Pick<Handlers, BinNames> {
  return {
    deleteRun: async ({ run: id }) => {
      const { status } = store.runs.get(id)
      if (activeStatuses.includes(status)) await trainings.stop(id)
      store.runs.setBinned(id, true)
      emit('runRemoved', { run: id })
      trainings.queue.advance()
      return null
    },

    restoreRun: async ({ run: id }) => {
      const run = store.runs.setBinned(id, false)
      emit('runChanged', run)
      return run
    },

    listBin: async () => store.runs.binned(),
    binSize: () => store.bin.size(),

    emptyBin: async () => {
      const binned = store.runs.binned().map(({ id }) => id)
      await discard(
        store,
        () => {
          for (const id of binned) {
            store.runs.delete(id)
            store.preferences.deleteUnder(`run/${id}/`)
          }
        },
        binned.map(id => ({ kind: 'run', id }))
      )
      await store.bin.empty()
      return null
    }
  }
}

/** Everything about a run before it starts, and what a person should know about it. */
function planRun(
  store: Store,
  dataset: Dataset,
  { model: modelId, name, seed, settings: given, framing: asked, from, steps }: Parsed<'startRun'>,
  taken: Set<string>
): { run: NewRun; notices: string[] } {
  if (dataset.imageCount < 2)
    throw new StudioError(
      'no-pictures',
      `"${dataset.name}" has ` +
        (dataset.imageCount === 1 ? `one ${dataset.examples.one}` : `no ${dataset.examples.many}`) +
        `${dataset.excludedCount > 0 ? ' that is not excluded' : ''}. ` +
        'Training needs at least 2; a few hundred is a good start.'
    )
  const model = findModel(modelId)
  const exampleKind = exampleKindId(model)
  if (exampleKind !== dataset.exampleKind) {
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
  if (model.conditional && dataset.labels.length < 2) {
    throw new StudioError(
      'bad-input',
      `${model.name} learns pictures by class, and the pictures of "${dataset.name}" have none. Put them in ` +
        'one sub-folder for each class, named after it, and import the folder again.'
    )
  }
  if (model.conditional && dataset.labels.length > dataset.imageCount) {
    throw new StudioError(
      'bad-input',
      `"${dataset.name}" has ${dataset.labels.length} classes and only ${dataset.imageCount} ` +
        `pictures: ${model.name} can learn nothing of a class without any. Add pictures to each class and import ` +
        'the folder again.'
    )
  }
  const emptied = store.exclusions.emptied(dataset.id).map(label => `“${dataset.labels[label] ?? label}”`)
  if (emptied.length > 0 && (model.conditional || exampleKindOf(model).rowsPerExample === 2))
    throw new StudioError(
      'bad-input',
      `Every picture of ${emptied.join(', ')} in "${dataset.name}" is excluded: ${model.name} can learn ` +
        'nothing of what has none. Include some of them again, or choose a model that is not told of classes.'
    )
  const limit = model.settings.find(({ key }) => key === 'classes')
  if (model.conditional && limit?.type === 'int' && dataset.labels.length > limit.max) {
    throw new StudioError(
      'bad-input',
      `${model.name} learns up to ${limit.max} classes, and the pictures of "${dataset.name}" ` +
        `have ${dataset.labels.length}. Import a folder with fewer sub-folders, or choose a model that is not ` +
        'told of classes.'
    )
  }
  const wanted = completeSettings(model, model.conditional ? { ...given, classes: dataset.labels.length } : given)
  const examples = dataset.exampleCount
  const fitted = fitBatch(model, wanted, examples)
  const perEpoch = Math.max(1, stepsPerEpoch(examples, fitted, model.batchesPerStep?.(fitted)))
  const length = lengthAsked({ steps }, perEpoch) ?? { epochs: numberSetting(fitted, 'epochs'), steps: null }
  const settings = { ...fitted, epochs: length.epochs }
  const start = from ? planStart(store, from, model, settings) : null
  const image = model.image(settings)
  const framing = framingFor(dataset.framing, image, asked)
  checkFraming(dataset, framing)
  const batch = numberSetting(settings, 'batchSize')
  const notices: string[] = []
  if (batch !== wanted.batchSize)
    notices.push(
      `"${dataset.name}" ` +
        `has ${
          exampleKindOf(model).rowsPerExample === 2
            ? `${dataset.exampleCount} pictures ` + 'in its larger folder'
            : `${dataset.imageCount} ${dataset.examples.many}`
        }, ` +
        `fewer than a batch of ${String(wanted.batchSize)}: batches of ${batch} are used.`
    )
  const colour = model.settings.find(({ key }) => key === 'channels')
  if (dataset.grey && framing.channels === 3)
    notices.push(
      `The pictures of "${dataset.name}" are grey and ${model.name} learns colour here: grey comes out, more ` +
        `slowly.${colour ? ` Set ${colour.label} to grey to train faster.` : ''}`
    )
  if (!dataset.grey && framing.channels === 1)
    notices.push(
      `The pictures of "${dataset.name}" are in colour and are turned grey for this ` +
        `run.${colour ? ` Set ${colour.label} to colour to keep it.` : ''}`
    )
  return {
    notices,
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
      exampleKind,
      image,
      latent: model.latent(settings),
      sampleCount: shownEachEpoch(model, settings),
      sampleColumns: columnsOf(model, settings),
      sheetKind: sheetKindOf(model, settings),
      stages: [...(model.stages?.(settings) ?? [])],
      encodes: model.sampling.encode !== undefined,
      framing,
      losses: lossesOf(model, settings),
      measures: model.measures,
      inputs: samplingInputs(model.sampling, settings, dataset.labels),
      start
    }
  }
}

/** What it reports, with what that comes to in the end where the model knows. */
function lossesOf(model: ModelDefinition, settings: Settings): LossCurve[] {
  const rest = model.equilibrium?.(settings)
  return model.losses.map((curve, i) => (rest?.[i] === undefined ? curve : { ...curve, equilibrium: rest[i] }))
}

function framingFor(own: Framing, [height, width, channels]: ImageShape, asked: Partial<Framing> = {}): Framing {
  if (height !== width || (channels !== 1 && channels !== 3))
    throw new StudioError(
      'unsupported',
      `Pictures of ${height}×${width}×${channels} cannot be made from a dataset: only squares, grey or in colour.`
    )
  return { ...own, ...asked, size: height, channels }
}
