/** A studio in which there is something of everything, and a request of every kind that means something to it. */
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Input, RequestName } from '../../src/shared/ipc'
import { requests } from '../../src/shared/ipc'
import { createDispatcher } from '../../src/main/studio/dispatch'
import { keepEarly } from '../../src/main/studio/training/epoch'
import { temporaryFolder } from '../store/fixtures'
import { openBench, pairFolder, small, type Bench } from './fixtures'

type Inputs = { [R in RequestName]: Input<R> }

/** Six dark pictures and six light ones, each kind in a folder of its own. */
/** A picture of one grey pixel. */
const dot = Uint8Array.from(
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64')
)

export async function classFolder(): Promise<string> {
  const folder = join(temporaryFolder(), 'lamps')
  for (const [name, light] of [
    ['off', 40],
    ['on', 200]
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true })
    for (let i = 0; i < 6; i++)
      await sharp(new Uint8Array(28 * 28).fill(light + i), { raw: { width: 28, height: 28, channels: 1 } })
        .png()
        .toFile(join(folder, name, `${i}.png`))
  }
  return folder
}

export interface Furnished extends Bench {
  inputs: Inputs
  active: string
}

/**
 * Datasets, finished runs of pictures, pairs and an autoencoder, one in the bin, one that trains, one that waits, and
 * uploads under way.
 */
export async function furnished(folder: string): Promise<Furnished> {
  const bench = openBench({ folder, stepMilliseconds: 15 })
  const { handlers, store } = bench.studio
  const job = randomUUID
  const pictures = await classFolder()
  const dataset = await handlers.importFolder({ job: job(), path: pictures })
  const faces = await handlers.importFolder({ job: job(), path: await pairFolder(4) })
  const spare = await handlers.importFolder({ job: job(), path: pictures })
  const begin = async (model: string, of: string, settings = {}) =>
    (await handlers.startRun({ model, dataset: of, seed: 3, settings: { ...small, epochs: 2, ...settings } })).id
  const [run, coder, pairs, binned] = [
    await begin('dcgan-28', dataset.id),
    await begin('autoencoder', dataset.id, { channels: 'grey' }),
    await begin('cgan-image', faces.id),
    await begin('dcgan-28', dataset.id)
  ]
  for (const id of [run, coder, pairs, binned]) await bench.until(id, 'finished')
  await handlers.deleteRun({ run: binned })
  await keepEarly(store, store.runs.get(run), 1, { count: 1, shape: [28, 28, 1], pixels: new Uint8Array(784) })
  const finding = store.events.add(run, {
    epoch: 1,
    step: 1,
    kind: 'exploding-loss',
    level: 'warning',
    message: 'A loss grows.',
    advice: '',
    remedy: null
  }).id
  const active = await begin('dcgan-28', dataset.id, { epochs: 2000 })
  await bench.until(active, 'training')
  const waiting = await begin('dcgan-28', dataset.id)
  const sweep = randomUUID()
  store.sweeps.add({
    id: sweep,
    name: 'Widths',
    plan: {
      model: 'dcgan-28',
      dataset: dataset.id,
      settings: { ...small, epochs: 2 },
      grid: [{ key: 'width', values: [16, 32] }],
      random: [],
      configurations: null,
      seeds: 1,
      steps: 4,
      reduction: 3,
      metric: 'sliced-wasserstein',
      budget: null,
      machines: [],
      seed: 1
    },
    configurations: [{ width: 16 }, { width: 32 }],
    rungs: [4],
    createdAt: 1
  })
  store.sweeps.release(sweep, 'stopped')
  const uploads = await Promise.all(['one', 'two', 'three'].map(name => handlers.beginUpload({ name })))
  const [first = '', second = '', third = ''] = uploads
  // Uploads leave room for what is being trained: a small disk takes none.
  for (const upload of uploads)
    await handlers.uploadFiles({ upload, files: [{ path: 'a.png', bytes: Uint8Array.of(1) }] }).catch(() => undefined)
  const framing = { size: 20, channels: 1, fit: 'cover', position: 'top' } as const
  const latents = [Array.from({ length: small.latent }, () => 0.5)]
  const inputs: Inputs = {
    hello: {},
    engineInfo: {},
    listEngines: { again: true },
    engineChoice: {},
    chooseEngine: { engine: 'auto' },
    cancelJob: { job: job() },
    diagnostics: {},
    preferences: {},
    unreadablePreferences: {},
    setPreference: { key: 'theme', value: 'x'.repeat(5000) },
    forgetPreferences: { which: 'unreadable' },
    listDatasets: {},
    listBuiltins: {},
    previewBuiltin: { name: 'fashion-mini', count: 4 },
    chooseFolder: {},
    showSaved: { file: 1 },
    repairWorkspace: {},
    changeWorkspace: { path: pictures },
    importFolder: { job: job(), path: pictures },
    importAgain: { job: job(), dataset: dataset.id, pairs: null },
    datasetFolders: { dataset: dataset.id },
    importBuiltin: { job: job(), name: 'gaussian-2d' },
    importDrawing: {
      job: job(),
      strokes: [
        [
          { x: -1, y: 0 },
          { x: 1, y: 0.5 }
        ]
      ]
    },
    beginUpload: { name: 'four' },
    uploadFiles: { upload: first, files: [{ path: 'deep/b.png', bytes: new Uint8Array(10_000) }] },
    finishUpload: { job: job(), upload: second },
    abandonUpload: { upload: third },
    previewDataset: { dataset: dataset.id, framing, offset: 0, count: 4 },
    previewPictures: { dataset: dataset.id, framing, places: [5, 0] },
    findPictures: { dataset: dataset.id, search: 'on/', only: null },
    datasetPictures: { dataset: dataset.id, places: [0] },
    changeDataset: { dataset: dataset.id, change: { what: 'exclude', places: [3], excluded: true } },
    datasetVersions: { dataset: dataset.id },
    originalPicture: { dataset: dataset.id, place: 1 },
    datasetIssues: { dataset: dataset.id },
    datasetReport: { dataset: dataset.id },
    datasetFindings: { dataset: dataset.id, kind: 'alike', offset: 0, count: 10 },
    renameDataset: { dataset: dataset.id, name: 'Candles' },
    deleteDataset: { dataset: spare.id },
    listModels: {},
    recommendModels: { dataset: dataset.id },
    listRecipes: { dataset: dataset.id },
    estimateTraining: { model: 'dcgan-28', dataset: dataset.id, settings: {} },
    preFlight: { model: 'dcgan-28', dataset: dataset.id, settings: {} },
    previewSeen: {
      job: job(),
      model: 'dcgan-28',
      dataset: dataset.id,
      settings: { augment: 'all' },
      count: 2,
      times: 2
    },
    listRuns: {},
    getRun: { run },
    startRun: { model: 'dcgan-28', dataset: dataset.id, settings: small, from: { run } },
    compareNetworks: { run, model: 'dcgan-28', dataset: dataset.id, settings: small },
    trainingQueue: {},
    moveInQueue: { run: waiting, before: null },
    setTrainingsAtOnce: { atOnce: 1 },
    pauseRun: { run: active },
    stepRun: { run: active },
    resumeRun: { run, epochs: 3 },
    runEvents: { run },
    listFindings: {},
    dismissFinding: { run, finding },
    restoreFinding: { run, finding },
    stopRun: { run: active },
    importRun: { job: job(), from: { path: join(pictures, 'on', '0.png') } },
    wantedPictures: { run },
    givePictures: { job: job(), run, dataset: dataset.id },
    renameRun: { run, name: 'Other' },
    deleteRun: { run: coder },
    restoreRun: { run: binned },
    listBin: {},
    binSize: {},
    emptyBin: {},
    runMetrics: { run, maxPoints: 100 },
    runEpochs: { run },
    sampleSheet: { run, epoch: 2 },
    earlySheet: { run, step: 1 },
    generate: { run, inputs: { latents } },
    readInput: { run: pairs, of: { pair: 0 } },
    translate: { run: pairs, of: { count: 2 } },
    translateWhole: { run: pairs, file: { name: 'dot.png', bytes: dot } },
    drawLatents: { run, seed: 'fixed', count: 2 },
    listDirections: { run },
    keepDirections: {
      run,
      directions: [
        {
          id: '00000000-0000-4000-8000-000000000001',
          name: 'Light',
          method: 'pca',
          vector: Array.from({ length: small.latent }, (_, i) => (i === 0 ? 1 : 0)),
          deviation: 1,
          share: 0.5,
          foundAt: 1,
          key: 'q'
        }
      ]
    },
    findDirections: { run, method: 'sefa', count: 2 },
    directionSheet: { run, count: 2, columns: 3 },
    latentsInSpace: { run, inputs: { latents } },
    readOrigin: { file: dot },
    seeWhy: { run, inputs: { latents } },
    arrangeSamples: { run, count: 4 },
    showOutput: { picture: { count: 1, width: 1, height: 1, rgba: new Uint8Array(4) } },
    lastOutput: {},
    findLatent: { run, picture: { file: dot, name: 'dot.png' } },
    reconstruct: { run: coder, count: 2 },
    encode: { run: coder, pictures: [0] },
    evaluateRun: {
      run,
      job: job(),
      metrics: ['pictures', 'classes'],
      options: { samples: 4, training: 10, heldOut: 10 }
    },
    listEvaluations: { run },
    newestMetrics: {},
    listExports: { run },
    exportRun: { run, job: job(), format: 'png', options: { count: 4 }, keep: true },
    listMachines: {},
    addMachine: { name: 'box', address: 'no-such-machine.invalid' },
    checkMachine: { job: job(), name: 'another' },
    prepareMachine: { job: job(), name: 'another' },
    removeMachine: { name: 'box' },
    listSweeps: {},
    trainingJobs: {},
    planSweep: {
      model: 'dcgan-28',
      dataset: dataset.id,
      settings: small,
      random: [{ key: 'learningRate', from: 1e-4, to: 1e-3 }]
    },
    renameSweep: { sweep, name: 'Others' },
    sweepReport: { sweep },
    startSweep: {
      model: 'dcgan-28',
      dataset: dataset.id,
      settings: small,
      grid: [{ key: 'learningRate', values: [1e-4, 1e-3] }],
      steps: 2
    },
    getSweep: { sweep },
    stopSweep: { sweep },
    resumeSweep: { sweep },
    deleteSweep: { sweep },
    watchRun: { run }
  }
  return { ...bench, inputs, active }
}

/** Those that end something come last, so that the others find it. */
const last: readonly RequestName[] = [
  'deleteRun',
  'stopRun',
  'deleteDataset',
  'abandonUpload',
  'restoreRun',
  'emptyBin'
]

export interface Answer {
  name: RequestName
  ok: boolean
  code: string
  message: string
}

/** Asks everything there is to be asked, one after another. */
export async function walk({ studio, inputs }: Pick<Furnished, 'studio' | 'inputs'>): Promise<Answer[]> {
  const dispatch = createDispatcher(studio.handlers)
  const names = Object.keys(requests) as RequestName[]
  const answers: Answer[] = []
  for (const name of [...names.filter(each => !last.includes(each)), ...last]) {
    const envelope = await dispatch(name, inputs[name])
    answers.push(
      envelope.ok
        ? { name, ok: true, code: '', message: '' }
        : { name, ok: false, code: envelope.code, message: envelope.message }
    )
  }
  return answers
}
