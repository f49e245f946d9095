/** The studio: everything Atelier does, without a window. */
import { resolve } from 'node:path'
import type { Emit, Handlers } from '../../shared/ipc'
import { openStore, type Store } from '../store'
import { thisProcess } from '../store/owner'
import { bundleHandlers } from './bundles/handlers'
import type { Context, StudioHost } from './context'
import { datasetHandlers } from './datasets/datasets'
import { Decoder } from './decoder/decoder'
import { startDecoder } from './decoder/process'
import { diagnosticHandlers } from './diagnostics/handlers'
import { keepLog } from './diagnostics/keep-log'
import { choiceOf, Engines } from './engines/engine-choice'
import { engineEnvironment, engineProgram, startEngine } from './engines/engine-process'
import { engineHandlers, enginePreference } from './engines/engines'
import { evaluationHandlers } from './evaluation/handlers'
import { directionHandlers } from './explore/directions'
import { exploreHandlers } from './explore/explore'
import { exportHandlers, streamExport, type StreamExport } from './exports/handlers'
import { findingHandlers } from './runs/findings'
import { historyHandlers } from './runs/history'
import { importAgainHandlers } from './datasets/import-again'
import { pictureHandlers } from './datasets/pictures'
import { heard } from './heard'
import { versionHandlers } from './datasets/versions'
import { folderHandlers } from './datasets/import-folder'
import { reportHandlers } from './datasets/report'
import { Jobs } from './jobs'
import { machineHandlers } from './machines/handlers'
import { RemoteTraining } from './elsewhere/remote-training'
import { modelHandlers } from './runs/models'
import { preFlightHandlers } from './runs/pre-flight/handler'
import { watchOthers } from './owners/watch'
import { preferenceHandlers } from './preferences'
import type { StartProcess } from './processes/child'
import { forkProcess } from './processes/fork'
import { originHandlers } from './explore/origin'
import { projectionHandlers } from './explore/projection'
import { outputHandlers } from './explore/output'
import { scoreHandlers } from './explore/scores'
import { wallHandlers } from './explore/wall'
import { reconstructionHandlers } from './explore/reconstruction'
import { runHandlers } from './runs/runs'
import { Sampler } from './engines/sampler'
import { seenHandlers } from './training/seen'
import { sweepHandlers } from './sweeps/handlers'
import { Sweeps } from './sweeps/sweeps'
import { Trainings } from './training/trainings'
import { transferHandlers } from './runs/transfer'
import { translationHandlers } from './explore/translation'
import { wholeHandlers } from './explore/whole'
import { watchTrouble } from './trouble'
import { uploadHandlers } from './uploads'
import { OpenUploads, type UploadLimits } from './uploads/open-uploads'

export type { StudioHost } from './context'
export type { StartProcess } from './processes/child'

export interface StudioOptions {
  /** Folder that keeps everything; made when it is new. */
  workspace: string
  emit: Emit
  host: StudioHost
  /**
   * tensorflow, webgpu, wasm or auto, as on the command line; default: ATELIER_ENGINE, else what is chosen in the
   * workspace, else auto.
   */
  engine?: string
  /**
   * Nothing will be made or trained: the workspace is not tidied when it is opened, and stays as it is unless a request
   * changes it.
   */
  reads?: boolean
  /** How processes are started, engines and the one that decodes pictures; default: forked Node processes. */
  startProcess?: StartProcess
  /** Writes down what happens (lib/log.ts) and keeps crash reports, both in the workspace; for hosts that stay open. */
  keepsLog?: boolean
  /** Others than the usual ones. */
  uploads?: Partial<UploadLimits>
  /** Takes over from a studio of this same process that died: what that one trained is trained by nobody now. */
  revived?: boolean
}

export interface Studio {
  handlers: Handlers
  store: Store
  /** `exportRun` for who writes files by himself: of formats whose files may be larger than memory. */
  streamExport: StreamExport
  /** Stops every run, each saving a checkpoint first, and ends every engine process. */
  close(): Promise<void>
}

/** @throws StudioError when the workspace cannot be opened (see openStore) */
export function createStudio({
  workspace: folder,
  emit: tell,
  host,
  engine: asked,
  reads = false,
  startProcess = forkProcess,
  keepsLog = false,
  uploads: limits,
  revived = false
}: StudioOptions): Studio {
  const workspace = resolve(folder)
  const store = openStore(workspace, {
    mayChange: !reads,
    program: host.program ?? (host.kind === 'electron' ? 'desktop' : 'browser')
  })
  const log = keepsLog ? keepLog(workspace, host, tell) : { emit: tell, endLog: () => undefined }
  const { emit, hear } = heard(log.emit)
  const unwatch = watchTrouble(store, emit)
  if (!reads) for (const run of store.runs.markInterrupted(revived)) emit('runChanged', run)
  const engines = enginesFor(store, startProcess, asked)
  const jobs = new Jobs(emit)
  const sampler = new Sampler(() => engines.start())
  const decoder = new Decoder(() => startDecoder(startProcess))
  const trainings = new Trainings({
    store,
    emit,
    decoder,
    startEngine: environment => engines.start(environment),
    progress: job => jobs.progress(job),
    // A command ends with its own run: what others have put in the row is left to a studio.
    owner: host.program === 'command-line' ? thisProcess() : null,
    elsewhere: (parts, run) => new RemoteTraining(parts, run)
  })
  const unwatchOthers = reads ? () => undefined : watchOthers(store, emit, trainings)
  if (!reads) trainings.advance()
  const uploads = new OpenUploads(store, limits)
  const context: Context = { workspace, store, emit, hear, jobs, sampler, decoder, engines, trainings, uploads, host }
  const { handlers, sweeps } = handlersIn(context)
  if (!reads && host.program !== 'command-line') sweeps.takeUp()
  return {
    handlers,
    store,
    streamExport: streamExport(context),
    close: async () => {
      jobs.cancelAll()
      await uploads.abandonAll()
      await sweeps.close()
      await trainings.close()
      sampler.close()
      decoder.close()
      unwatch()
      unwatchOthers()
      await store.flush()
      store.close()
      log.endLog()
    }
  }
}

/** @param asked see StudioOptions */
const enginesFor = (store: Store, startProcess: StartProcess, asked: string | undefined): Engines =>
  new Engines(
    (name, environment) =>
      startEngine(startProcess, engineProgram(), { ...engineEnvironment(), ...environment, ATELIER_ENGINE: name }),
    () => choiceOf({ asked, environment: process.env.ATELIER_ENGINE, kept: store.preferences.get(enginePreference) })
  )

/** What answers each request. */
function handlersIn(context: Context): { handlers: Handlers; sweeps: Sweeps } {
  const engineRequests = engineHandlers(context)
  const [runs, evaluations] = [runHandlers(context), evaluationHandlers(context)]
  const history = historyHandlers(context)
  const sweeps = new Sweeps(context, { ...runs, ...evaluations })
  const handlers = {
    ...preferenceHandlers(context),
    ...engineRequests,
    ...diagnosticHandlers(context, () => engineRequests.listEngines({ again: false })),
    ...datasetHandlers(context),
    ...importAgainHandlers(context),
    ...bundleHandlers(context),
    ...pictureHandlers(context),
    ...versionHandlers(context),
    ...reportHandlers(context),
    ...folderHandlers(context),
    ...uploadHandlers(context),
    ...modelHandlers(context),
    ...preFlightHandlers(context),
    ...runs,
    ...transferHandlers(context),
    ...history,
    ...findingHandlers(context),
    ...exploreHandlers(context),
    ...directionHandlers(context),
    ...projectionHandlers(context),
    ...originHandlers(context),
    ...scoreHandlers(context),
    ...seenHandlers(context),
    ...wallHandlers(context),
    ...outputHandlers(context),
    ...reconstructionHandlers(context),
    ...translationHandlers(context),
    ...wholeHandlers(context),
    ...exportHandlers(context),
    ...evaluations,
    ...machineHandlers(context),
    ...sweepHandlers(context, sweeps, history)
  }
  return { handlers, sweeps }
}
