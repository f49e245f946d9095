/**
 * What the studio and an engine process say to each other. The process is started as `out/main/trainer.js`
 * with structured-clone ("advanced") serialisation; one message is one fact, and an epoch is one message so that
 * its metrics, samples and checkpoint enter the store in one transaction.
 */
import type { ExampleKindId, ImageShape, Settings } from '../../shared/domain'
import { engineNames, type EngineName } from '../../shared/engines'
import type { ErrorCode } from '../../shared/ipc'

export { engineNames, type EngineName }

/**
 * A packed cache: count × height × width × channels bytes, row major; of points, count × 2 float32, little endian; of
 * pairs, count × 2 × height × width × channels bytes, each input before its target.
 */
export interface PackedDataset {
  path: string
  count: number
  /** Of pictures where left out. */
  exampleKind?: ExampleKindId
  /** Of its pictures, of each of a pair; of points, the scatter's. */
  shape: ImageShape
  /** Class of each picture, where the dataset has classes. */
  labels?: Int32Array
}

/** By the keys of what a model declares to be sampled from: a row for each picture, one after another. */
export type InputRows = Readonly<Record<string, Float32Array | Int32Array | Uint8Array>>

export interface TrainOrder {
  type: 'train'
  model: string
  /** Every setting written out. */
  settings: Settings
  seed: number
  epochs: number
  /** Ends after so many steps, in the middle of the last epoch; after that epoch where left out. */
  steps?: number | undefined
  dataset: PackedDataset
  /** Folder for checkpoints; made by the studio. */
  checkpoints: string
  /** Begins paused. */
  paused?: boolean | undefined
  /** Checkpoint file to go on from. */
  resumeFrom: string | null
  /** What it begins with instead of weights drawn from the seed; null where it does not. */
  start?: StartingWeights | null
  /** What the gallery is drawn from, by the keys that the model declares, but for pictures: those are the dataset's. */
  sampleInputs: InputRows
  /** Of the sheet they are shown in; as near a square as can be where left out. */
  sampleColumns?: number
  /**
   * How many training examples are shown with what becomes of them, evenly from first to last: reconstructed, or
   * translated with a latent each.
   */
  samplePictures?: number
  sampleCount: number
}

/** So many first learned layers of a network, or parts of it by their names. */
export type Frozen = number | string[]

export interface StartingWeights {
  /** A safetensors file: some of the program's weights, by the names they have in it. */
  file: string
  /** By network: what stays as it is; nothing where left out. */
  frozen: Record<string, Frozen>
}

/** What pictures are drawn from, of a checkpoint. */
export interface Generate {
  model: string
  settings: Settings
  /** Of what is made: the model's own, or where it takes pictures of any size that of the picture to be translated. */
  shape: ImageShape
  /** Checkpoint file whose networks are used. */
  checkpoint: string
  /** What the model declares to be sampled from, by key. */
  inputs: InputRows
  count: number
}

/** Pictures whose latents a checkpoint's encoder is asked for. */
export interface Encode {
  model: string
  settings: Settings
  checkpoint: string
  /** Count × height × width × channels. */
  pixels: Uint8Array
  count: number
}

/** Pictures that a network is asked about. */
export interface FindFeatures {
  model: string
  settings: Settings
  /** Of the run: its networks began with weights from it. */
  seed: number
  /** Checkpoint file whose network is asked; null: the network before its first step. */
  checkpoint: string | null
  /** Count × height × width × channels. */
  pixels: Uint8Array
  count: number
}

/** What convolutions found in pictures. */
export interface FoundFeatures {
  /** Numbers of each picture; 0 where the model has no convolutions that look at pictures. */
  size: number
  /** count × size. */
  values: Float32Array
}

/**
 * Grows with every change of what crosses between the two: a studio and an engine of different ones refuse each other.
 */
export const protocolVersion = 9

export type Order =
  | TrainOrder
  /** One of engine/calls; an `answer`, or an `error`, of the same number follows. */
  | { type: 'call'; call: number; name: string; input: unknown }
  /** Nobody waits for that call any more. */
  | { type: 'cancel'; call: number }
  | { type: 'pause' }
  | { type: 'continue' }
  /** Of one that is paused: one step, with what it shows; then it is paused again. */
  | { type: 'step' }
  /** Save a checkpoint at the current step, report `stopped`, exit 0. */
  | { type: 'stop' }

export interface CheckpointFile {
  /** File name inside the checkpoints folder. */
  file: string
  sha256: string
  bytes: number
  epoch: number
  step: number
}

/** uint8 pictures, count × height × width × channels. */
export interface SamplePixels {
  /** How many stand in a row, where that means something. */
  columns?: number
  count: number
  shape: ImageShape
  pixels: Uint8Array
  /** Instead of pixels, which are none then: count × 2, to be drawn as a picture of that shape. */
  points?: Float32Array
  /** With them: how real each cell of the plane looks, row by row, 0 to 1; and which way each point is pulled, x, y. */
  plane?: { real: Float32Array; pull: Float32Array }
}

export const isEngineName = (word: string): word is EngineName => (engineNames as readonly string[]).includes(word)

export type Report =
  /**
   * The engine's library is loaded and its device open; comes first. `software`: a GPU's driver that runs on the
   * processor.
   */
  | { type: 'loaded'; engine: EngineName; software: boolean }
  /** It could not be; the process ends. */
  | { type: 'unavailable'; engine: EngineName; reason: string }
  | {
      type: 'started'
      engine: string
      stepsPerEpoch: number
      step: number
      epoch: number
      parameters: { network: string; count: number }[]
    }
  /** Losses in the model's order, a column each; means of its measures over these steps. */
  | {
      type: 'steps'
      firstStep: number
      losses: Float32Array[]
      measures: Record<string, number>
      stepsPerSecond: number
      secondsLeft: number
    }
  | {
      type: 'epoch'
      epoch: number
      step: number
      losses: number[]
      measures: Record<string, number>
      seconds: number
      stepsPerSecond: number
      checkpoint: CheckpointFile
      samples: SamplePixels
    }
  /** Before an epoch has ended: what its sheet would show after this step. */
  | { type: 'early'; step: number; samples: SamplePixels }
  /** A model that grows comes to its next stage, whose program is built before the step that follows. */
  | { type: 'growing'; step: number; stage: string }
  | { type: 'paused'; step: number }
  | { type: 'continued'; step: number }
  /** Ended early on request, checkpoint saved (null: nothing new since the last one). */
  | { type: 'stopped'; step: number; checkpoint: CheckpointFile | null }
  | { type: 'done'; epochs: number; step: number }
  /** What is trained is not finite any more after this step; `what`, in words. Training ends with an error. */
  | { type: 'diverged'; step: number; what: string }
  /** Something a person should know; the run goes on. */
  | { type: 'notice'; message: string }
  /** How far a call is, 0 to 1. */
  | { type: 'progress'; call: number; share: number }
  | { type: 'answer'; call: number; value: unknown }
  /** `call` where it answers one; otherwise training failed and the process exits 1. */
  | { type: 'error'; call?: number; code: ErrorCode; message: string }

/** What the channel itself says: the engine has reported its last and ends with this status, once it is told to. */
export type ToStudio = Report | { type: 'leaving'; status: number }
/** The studio has everything that was reported: the engine may end. */
export type ToEngine = (Order & { protocol: number }) | { type: 'farewell' }
