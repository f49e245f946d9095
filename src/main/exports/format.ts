/** What a file of an export format declares: its words, what can be chosen, and how its bytes are made. */
import type { Direction, Exported, ExportFormat, Run, SettingDefinition, Sheet } from '../../shared/domain'
import type { WorkOptions } from '../datasets/source'
import type { SamplePixels } from '../engine/protocol'

/** What a run has that can be taken away. */
export interface Holdings {
  run: Run
  /** Epochs with a sample sheet, and with a checkpoint; ascending. */
  sampled: readonly number[]
  checkpoints: readonly number[]
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
  /**
   * Fresh samples.
   * @param drawing.inputs numbers and places of choices by key; a choice that is left out is drawn each in its turn
   */
  draw: (drawing: Drawing & { inputs: Record<string, number> }) => Promise<SamplePixels>
  /**
   * Inputs of training pairs in rows, with what is made of them and their targets below; of domains what comes back.
   */
  translate: (drawing: Drawing & { gap: number; direction: Direction }) => Promise<Sheet>
}

/** Options as they are chosen, defaults filled in and checked. */
export interface Chosen {
  number: (key: string) => number
  word: (key: string) => string
  /** Of a format that `drawsFrom` a run: what was set of the numbers and choices that its model declares, by key. */
  inputs: Record<string, number>
}

/** A control, and what it is called on the command line where that is not its key. */
export type ExportOption = SettingDefinition & {
  flag?: string
  /** Its default follows from the run. */
  fitted?: true
}

export interface Format extends Pick<ExportFormat, 'id' | 'title' | 'summary' | 'extension' | 'mediaType'> {
  /** It is a picture, shown before it is exported. */
  previews?: true
  /** In the native menu. */
  accelerator?: string
  /** It is drawn from what the model declares: its numbers and choices join the options. */
  drawsFrom?: true
  /** What a run must have: sample sheets, or checkpoints. */
  needs: 'sampled' | 'checkpoints'
  /** @param holdings null: of any run, for the command line's help: the widest bounds */
  options: (holdings: Holdings | null) => ExportOption[]
  /** @throws StudioError bad-input, cancelled; what the source throws */
  write: (source: ExportSource, chosen: Chosen, work: WorkOptions) => Promise<Exported>
}
