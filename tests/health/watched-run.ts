/** Real trainings on the bundled Fashion-MNIST, watched as the studio watches them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { RunEvent, Settings } from '../../src/shared/domain'
import type { Report } from '../../src/main/engine/protocol'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { galleryOf } from '../../src/main/models/gallery'
import { stepsPerEpoch } from '../../src/main/models/settings'
import { RunHealth } from '../../src/main/studio/training/health'
import { newDataset, newRun, temporaryStore } from '../store/fixtures'

const [tile, across] = [28, 40]

/** `count` of the bundled pictures, packed one after another. */
async function packed(folder: string, count: number): Promise<string> {
  const { data, info } = await sharp('resources/samples/fashion-mini.png')
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixels = new Uint8Array(count * tile * tile)
  for (let i = 0; i < count; i++) {
    const [left, top] = [(i % across) * tile, Math.floor(i / across) * tile]
    for (let y = 0; y < tile; y++)
      pixels.set(
        data.subarray((top + y) * info.width + left, (top + y) * info.width + left + tile),
        (i * tile + y) * tile
      )
  }
  const path = join(folder, 'pictures.u8')
  writeFileSync(path, pixels)
  return path
}

/** `ended`: the sentence of a finding that ended it. `failed`: what the engine threw. */
export interface Watched {
  events: RunEvent[]
  news: RunEvent[]
  ended: string
  failed: string
}

/** Trains and watches; ends at a fatal finding. */
export async function watched(id: string, given: Settings, count = 1000): Promise<Watched> {
  const store = temporaryStore()
  const model = findModel(id)
  const settings = completeSettings(model, given)
  const dataset = newDataset()
  store.datasets.add(dataset)
  const epochs = Number(settings.epochs)
  const run = store.runs.add(
    newRun(dataset.id, {
      model: id,
      settings,
      epochs,
      stepsPerEpoch: stepsPerEpoch(count, settings),
      image: model.image(settings),
      latent: model.latent(settings),
      sampleCount: model.sampleCount(settings),
      losses: model.losses,
      measures: model.measures
    })
  )
  const checkpoints = store.files.checkpoints(run.id)
  mkdirSync(checkpoints, { recursive: true })
  const pictures = { path: await packed(store.files.folder, count), count, shape: model.image(settings) }
  const { latents, rows } = galleryOf(model, settings, 7)
  const news: RunEvent[] = []
  const health = new RunHealth(
    store,
    (_, payload) => {
      if ('news' in payload && payload.news) news.push(payload.news)
    },
    run,
    pictures,
    rows
  )
  const reports: Report[] = []
  let [ended, failed] = ['', '']
  const look = async (): Promise<void> => {
    for (const report of reports.splice(0)) {
      // As in the studio, what has ended is not looked at any more.
      if (ended !== '') return
      if (report.type === 'steps') ended = health.steps(report) ?? ''
      if (report.type === 'diverged') ended = health.diverged(report) ?? ''
      if (report.type === 'epoch') ended = (await health.epoch(report)) ?? ''
    }
  }
  // Every step by itself: what is found must not depend on how fast the machine is.
  await train(
    {
      type: 'train',
      model: id,
      settings,
      seed: 7,
      epochs,
      dataset: pictures,
      checkpoints,
      resumeFrom: null,
      sampleInputs: { latents, ...(rows ? { class: rows } : {}) },
      sampleCount: model.sampleCount(settings)
    },
    report => {
      reports.push(report)
    },
    {
      shouldStop: async () => {
        await look()
        return ended !== ''
      },
      reportEvery: 0
    }
  ).catch((error: unknown) => {
    failed = String(error)
  })
  await look()
  return { events: store.events.list(run.id), news, ended, failed }
}
