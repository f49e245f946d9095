/** Stages of a run whose model grows while it trains: what it is at which step, and how that is said. */
export interface Stage {
  /** Steps before it; 0 of the first. */
  from: number
  /** What it is of, e.g. 16×16. */
  label: string
  /** Steps over which what is new in it is faded in; 0 where nothing is. */
  fade: number
  /** Pictures of each of its steps, where not as many as the settings say. */
  batchSize?: number | undefined
}

/** As much of a run as its stages need. */
export interface Staged {
  stages: readonly Stage[]
  stepsPerEpoch: number
  /** It ends after so many; null: at its last epoch's end. */
  steps: number | null
}

/** Place of the stage that a step belongs to. @param done steps before it */
export function stageAt(stages: readonly Stage[], done: number): number {
  const next = stages.findIndex(({ from }) => from > done)
  return Math.max(0, (next === -1 ? stages.length : next) - 1)
}

/** How much of what is new a step sees: 1 once all of it. @param done steps before it */
export const fadeAt = ({ from, fade }: Stage, done: number): number =>
  fade === 0 ? 1 : Math.min(1, Math.max(0, (done - from + 1) / fade))

/**
 * What a run is at after so many steps: the stage of the last of them, the first where there is none yet. Null where
 * its model does not grow.
 */
export function stageAfter(
  stages: readonly Stage[] | undefined,
  steps: number
): { index: number; label: string; fade: number } | null {
  if (!stages?.length) return null
  const done = Math.max(0, steps - 1)
  const index = stageAt(stages, done)
  const stage = stages[index]
  return stage ? { index, label: stage.label, fade: fadeAt(stage, done) } : null
}

/** The same in words: "16×16", or while it is faded in "16×16, 40 % faded in". Null where the model does not grow. */
export function stageWords(stages: readonly Stage[] | undefined, steps: number): string | null {
  const at = stageAfter(stages, steps)
  if (!at) return null
  return at.fade < 1 ? `${at.label}, ${Math.floor(at.fade * 100)} % faded in` : at.label
}

/** What an epoch of a run ended at. */
export const epochStage = ({ stages, stepsPerEpoch, steps }: Staged, epoch: number): ReturnType<typeof stageAfter> =>
  stageAfter(stages, Math.min(epoch * stepsPerEpoch, steps ?? Infinity))

export const epochStageWords = ({ stages, stepsPerEpoch, steps }: Staged, epoch: number): string | null =>
  stageWords(stages, Math.min(epoch * stepsPerEpoch, steps ?? Infinity))

/** "Epoch 3", and where the model grows "Epoch 3, 16×16, 40 % faded in". */
export const epochWords = (run: Staged, epoch: number): string =>
  [`Epoch ${epoch}`].concat(epochStageWords(run, epoch) ?? []).join(', ')

/** "16×16 40 %", where there is little room; nothing where the model does not grow. */
export function epochStageShort(run: Staged, epoch: number): string {
  const stage = epochStage(run, epoch)
  return !stage ? '' : stage.fade < 1 ? `${stage.label} ${Math.floor(stage.fade * 100)} %` : stage.label
}
