/**
 * What a check of a run's health declares. It asks for measures, never for a model: whoever takes them is looked at.
 */
import type { LossCurve, Remedy, SettingDefinition, Settings, StepColumns } from '../../shared/domain'

/** The run that is watched, as a check gets to know it when training begins or goes on. */
export interface WatchedRun {
  settings: Settings
  /** The model's own. */
  definitions: readonly SettingDefinition[]
  losses: readonly LossCurve[]
  stepsPerEpoch: number
  /** What it has trained so far with these settings, thinned. */
  past: StepColumns
  /** Whether this check's finding stands already. */
  found: boolean
}

/** Consecutive steps: a column for each loss, and means of the measures. */
export interface StepsSeen {
  firstStep: number
  losses: readonly Float32Array[]
  measures: Record<string, number>
}

/** An epoch's samples beside as many training pictures: 1 where they are like them (see tools/variety). */
export interface Variety {
  spread: number
  contrast: number
}

/** @property variety null where samples cannot be compared with training pictures. */
export interface EpochSeen {
  epoch: number
  step: number
  losses: readonly number[]
  variety: Variety | null
}

export interface Finding {
  /** The step in which it began. */
  since: number
  /** Sentences for somebody who has never trained anything: what is to be seen, and what to try. */
  message: string
  advice: string
  remedy: Remedy | null
  /** Nothing good can come any more: training ends. */
  fatal?: boolean
}

/** null: nothing new. over: what was found has passed. */
export type Verdict = Finding | 'over' | null

/** Looks at one run. Everything here runs beside the window's requests: a few microseconds a report. */
export interface Watcher {
  steps?: (seen: StepsSeen) => Verdict
  epoch?: (seen: EpochSeen) => Verdict
  /** The engine says that numbers stopped being numbers after a step: of what, in words. */
  diverged?: (step: number, what: string) => Verdict
}

export interface Check {
  /** Its name in the store. */
  kind: string
  /** Keys of measures it goes by: runs whose models do not take them are not looked at. */
  needs: readonly string[]
  /** Null where it has nothing to say of runs with such settings. */
  watch: (run: WatchedRun) => Watcher | null
}

/** The epoch, from 1, in which a step lies. */
export const epochOf = (step: number, { stepsPerEpoch }: Pick<WatchedRun, 'stepsPerEpoch'>): number =>
  Math.max(1, Math.ceil(step / Math.max(1, stepsPerEpoch)))
