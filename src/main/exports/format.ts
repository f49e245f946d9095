/** What a file of an export format declares: its words, what can be chosen, and how its bytes are made. */
import type {
  Direction,
  EpochMetrics,
  Exported,
  ExportFormat,
  MetricValue,
  Run,
  SettingDefinition,
  Sheet,
  StepColumns,
  Video
} from '../../shared/domain'
import type { Key } from '../../shared/explore/walk'
import type { WorkOptions } from '../lib/progress'
import { attributeOf } from '../lib/registry'
import type { SamplePixels } from '../engine/protocol'
import type { Traced } from '../engine/tracing/graph'
import type { MovedRows } from '../store/moving'
import type { LearntFrom } from '../store/moving/learnt-from'

/** What a run has that can be taken away. */
export interface Holdings {
  run: Run
  /** Epochs with a sample sheet, with a checkpoint, and with losses; ascending. */
  sampled: readonly number[]
  checkpoints: readonly number[]
  measured: readonly number[]
  /** The last of its steps; empty before the first. */
  stepped: readonly number[]
  /** Epochs with a frame: those with a sheet, or where something else is on the stage, with a checkpoint. */
  framed: readonly number[]
  /** How the pictures of a frame lie, and the names of its rows where they have some. */
  grid: { pictures: number; columns: number; names: readonly string[] }
  /** Somebody looks at something, and wants that. */
  staged: boolean
}

/** A checkpoint's file, held against what it was when it was written. */
export interface CheckpointPlace {
  path: string
  epoch: number
  step: number
}

/** Numbers that training and evaluation have left. */
export interface Numbers {
  /** Every step's losses. */
  steps: StepColumns
  epochs: EpochMetrics[]
  /** What metrics found of checkpoints. */
  values: Pick<MetricValue, 'metric' | 'epoch' | 'value' | 'reference'>[]
}

/** What a run learnt from. */
export interface DataFacts {
  /** Of examples; null where the dataset was deleted. */
  count: number | null
  /** Its classes, where it has some. */
  labels: readonly string[]
  /** Null where it is not known. */
  licence: string | null
}

/** Draws of a checkpoint: the newest where no epoch is given. */
export interface Drawing {
  epoch?: number
  seed: number
  count: number
}

/**
 * Where a format gets what it writes. Everything is read or drawn when it is asked for.
 * @throws StudioError what stands against it
 */
export interface ExportSource extends Holdings {
  /** The pictures of an epoch's sample sheet. */
  sheet: (epoch: number) => Promise<SamplePixels>
  /** An epoch's own samples, or where something else is on the stage, what its checkpoint makes of that. */
  frame: (epoch: number) => Promise<SamplePixels>
  /** The epoch on the stage, where there is one. */
  stageEpoch: number | undefined
  /** What a walk goes through: what is on the stage, or where nothing is, so many that a seed draws. */
  keys: (seed: number, count: number) => Key[]
  /** What a checkpoint, the newest where none is given, makes of one of them or of what lies between. */
  drawKey: (epoch: number | undefined, key: Key) => Promise<SamplePixels>
  /**
   * Fresh samples.
   * @param drawing.inputs numbers and places of choices by key; a choice that is left out is drawn each in its turn
   */
  draw: (drawing: Drawing & { inputs: Record<string, number> }) => Promise<SamplePixels>
  /**
   * Inputs of training pairs in rows, with what is made of them and their targets below; of domains what comes back.
   */
  translate: (drawing: Drawing & { gap: number; direction: Direction }) => Promise<Sheet>
  /** The file of an epoch's checkpoint; of the newest where no epoch is given. */
  checkpoint: (epoch?: number) => Promise<CheckpointPlace>
  numbers: () => Numbers
  data: () => Promise<DataFacts>
  /** What goes along where the run is to go on elsewhere. */
  portable: (asked: PortableAsked) => Promise<Portable>
  /** A function of a checkpoint's networks as the operations that compute it. */
  trace: (asked: TraceAsked) => Promise<CheckpointPlace & { graph: Traced }>
}

export interface PortableAsked {
  checkpoints: 'newest' | 'all'
  /** Those that it learns from go along. */
  pictures: boolean
}

/** A run as it goes on elsewhere. */
export interface Portable {
  rows: MovedRows
  /** Null where its pictures are gone and nobody knows what they were. */
  learntFrom: LearntFrom | null
  /** By their names below the run's folder, and those of pictures below `pictures/`. */
  files: { name: string; path: string }[]
}

export interface TraceAsked {
  /** The newest where none is given. */
  epoch: number | undefined
  /** draw, encode, or a network's name. */
  part: string
  /** Examples at once. */
  batch: number
  /** Choices that are made already, by key. */
  settled?: Record<string, number>
}

/** Options as they are chosen, defaults filled in and checked. */
export interface Chosen {
  number: (key: string) => number
  word: (key: string) => string
  flag: (key: string) => boolean
  /** Of a format that `drawsFrom` a run: what was set of the numbers and choices that its model declares, by key. */
  inputs: Record<string, number>
}

/** A control, and what it is called on the command line where that is not its key. */
export type ExportOption = SettingDefinition & {
  flag?: string
  /** Its default follows from the run. */
  fitted?: true
}

/** What it is called on the command line, as it is read. */
export const wordOf = ({ key, flag }: Pick<ExportOption, 'key' | 'flag'>): string =>
  flag === undefined ? key : attributeOf(flag)

/** What is taken away, in the order in which formats are listed. */
export const formatGroups = ['animation', 'pictures', 'weights', 'numbers', 'run'] as const

export interface Format extends Pick<ExportFormat, 'id' | 'title' | 'label' | 'summary' | 'extension' | 'mediaType'> {
  /** It is a picture, shown before it is exported. */
  previews?: true
  /** It is a video. */
  video?: Video
  /** It is the weights of the checkpoint that its option `epoch` names, for whoever wants to keep one. */
  keeps?: true
  /** It is an archive of files: the command line unpacks it where a folder is named. */
  unpacks?: true
  /** Whoever reads such files looks for the extension anywhere in their names. */
  anywhere?: true
  /** In the native menu. */
  accelerator?: string
  /** It is drawn from what the model declares: its numbers and choices join the options. */
  drawsFrom?: true
  /** Where something is on the stage: the choice that asks for fresh draws in its place. */
  freshWith?: NonNullable<ExportOption['onlyWith']>
  group: (typeof formatGroups)[number]
  /** What a run must have: sample sheets, checkpoints, epochs that have ended, or steps. */
  needs: 'sampled' | 'checkpoints' | 'measured' | 'stepped'
  /** @param holdings null: of any run, for the command line's help: the widest bounds */
  options: (holdings: Holdings | null) => ExportOption[]
  /** @throws StudioError bad-input, cancelled; what the source throws */
  write: (source: ExportSource, chosen: Chosen, work: WorkOptions) => Promise<Exported>
  /** The same for a file that may be larger than memory. */
  stream?: (source: ExportSource, chosen: Chosen, work: WorkOptions) => Promise<Streamed>
}

/** What is exported, in pieces that are made as they are asked for. */
export interface Streamed extends Omit<Exported, 'bytes'> {
  pieces: () => AsyncIterable<Uint8Array>
}
