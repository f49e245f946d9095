/** How long a run is: whole epochs, or so many steps, the last of which may be in the middle of an epoch. */
import { counted } from './counted'
import type { EpochMetrics, Run } from './domain'

type Length = Pick<Run, 'steps' | 'epochs' | 'stepsPerEpoch'>

/** Steps in all. */
export const totalSteps = ({ steps, epochs, stepsPerEpoch }: Length): number => steps ?? epochs * stepsPerEpoch

/** Epochs that so many steps belong to, the last perhaps in part. */
export const epochsOfSteps = (steps: number, stepsPerEpoch: number): number => Math.ceil(steps / stepsPerEpoch)

/** "40 of 100 steps" where only a part of the epoch was trained; empty where all of it was. */
export function partWords({ epoch, step }: Pick<EpochMetrics, 'epoch' | 'step'>, stepsPerEpoch: number): string {
  const done = step - (epoch - 1) * stepsPerEpoch
  return done < stepsPerEpoch ? `${done} of ${stepsPerEpoch} steps` : ''
}

/** "12 epochs", "1,240 steps": what was asked for. */
export const lengthWords = ({ steps, epochs }: Pick<Run, 'steps' | 'epochs'>): string =>
  steps === null ? counted(epochs, 'epoch') : counted(steps, 'step')
