/** Trainings of the reference GANs, as small as they go, as the studio runs and watches them. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunEvent, Settings } from '../../../src/shared/domain'
import { readTensors } from '../../../src/main/checkpoints/safetensors'
import type { Report, TrainOrder } from '../../../src/main/engine/protocol'
import { train, type TrainingParts } from '../../../src/main/engine/training'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import { exampleKindOf } from '../../../src/main/models/examples'
import { galleryInputs, galleryOf } from '../../../src/main/models/gallery'
import { RunHealth } from '../../../src/main/studio/training/health'
import { uniformStream } from '../../../src/shared/random'
import { newDataset, newRun, temporaryStore } from '../../store/fixtures'

const [classes, seed, batchSize, stepsPerEpoch] = [2, 3, 2, 2]

/** Smaller than the window offers: an interpreted step takes as long as it has operations. */
export const smallest: Readonly<Record<string, Settings>> = {
  biggan: { width: 4, classes, perClass: 1, latent: 8, shared: 4, emaDecay: 0.9, emaStart: 1 },
  // 4×4 in the first step; 8×8 fades in within the second and stands from the third on.
  progan: { size: '8', base: 16, most: 4, latent: 4, samples: 2, phasePictures: batchSize },
  // The first step has R1 and path length, the others have neither (each in its turn: killed-in-step.test.ts).
  stylegan: { size: '8', most: 4, base: 64, latent: 4, mappingLayers: 1, samples: 2, adaptive: true },
  'stylegan-classes': { size: '8', most: 4, base: 64, latent: 4, mappingLayers: 1, classes, perClass: 1 },
  r3gan: { size: '8', width: 8, blocks: 1, latent: 4, samples: 2 }
}

export interface Trained {
  reports: readonly Report[]
  /** What the checks of health had to say. */
  findings: readonly RunEvent[]
  /** What training threw, in words. */
  failed: string
  file: string
  /** The last checkpoint's, by name. */
  weights: () => Map<string, ArrayLike<number>>
}

interface How extends Pick<TrainingParts, 'compile'> {
  epochs?: number
  stopAt?: number
  resumeFrom?: string | null
}

/** @param folder for the pictures and checkpoints */
export async function trainSmall(
  folder: string,
  id: string,
  given: Settings,
  { epochs = 2, stopAt = Infinity, resumeFrom = null, compile }: How = {}
): Promise<Trained> {
  const model = findModel(id)
  const chosen: Settings = { batchSize, ...smallest[id], ...given }
  const offered = Object.fromEntries(Object.entries(chosen).filter(([key]) => key !== 'size'))
  const settings: Settings = { ...completeSettings(model, offered), ...('size' in chosen ? { size: chosen.size } : {}) }
  const count = stepsPerEpoch * Number(settings.batchSize) * (model.batchesPerStep?.(settings) ?? 1)
  const size = exampleKindOf(model).numbers(model.image(settings))
  const random = uniformStream('together')
  const path = join(folder, `${id}-${size}.bin`)
  writeFileSync(
    path,
    Uint8Array.from({ length: count * size }, () => Math.floor(random() * 256))
  )
  const labels = model.conditional ? { labels: Int32Array.from({ length: count }, (_, i) => i % classes) } : {}
  const order: TrainOrder = {
    type: 'train',
    model: id,
    settings,
    seed,
    epochs,
    dataset: { path, count, shape: model.image(settings), ...labels },
    checkpoints: mkdtempSync(join(folder, 'run')),
    resumeFrom,
    sampleInputs: galleryInputs(model, settings, seed),
    sampleCount: model.sampleCount(settings)
  }
  const reports: Report[] = []
  let failed = ''
  await train(
    order,
    report => {
      reports.push(report)
    },
    { shouldStop: async step => step >= stopAt, reportEvery: 0 },
    compile ? { compile } : {}
  ).catch((cause: unknown) => {
    failed = String(cause)
  })
  const step = reports.findLast(report => 'step' in report)?.step ?? 0
  const file = join(order.checkpoints, `step-${String(step).padStart(8, '0')}.safetensors`)
  return {
    reports,
    findings: await watched(order, reports),
    failed,
    file,
    weights: () => new Map([...readTensors(file).tensors].map(([name, { values }]) => [name, values]))
  }
}

/** What the studio finds in what a training reported. */
async function watched(order: TrainOrder, reports: readonly Report[]): Promise<RunEvent[]> {
  const { model: id, settings, dataset, epochs } = order
  const store = temporaryStore()
  const model = findModel(id)
  const { id: pictures } = store.datasets.add(newDataset())
  const { losses, measures } = model
  const shown = {
    image: model.image(settings),
    latent: model.latent(settings),
    sampleCount: model.sampleCount(settings)
  }
  const run = store.runs.add(
    newRun(pictures, { model: id, settings, epochs, stepsPerEpoch, losses, measures, ...shown })
  )
  const findings: RunEvent[] = []
  const health = new RunHealth(
    store,
    (_, payload) => {
      if ('news' in payload && payload.news) findings.push(payload.news)
    },
    run,
    dataset,
    galleryOf(model, settings, seed).rows
  )
  let ended: string | null = null
  for (const report of reports) {
    // What ends a training is the last thing that is looked at.
    if (ended !== null) break
    if (report.type === 'steps') ended = health.steps(report)
    if (report.type === 'diverged') ended = health.diverged(report)
    if (report.type === 'epoch') ended = await health.epoch(report)
  }
  return findings
}
