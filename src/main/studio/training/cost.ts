/** What a training step costs and how long a training takes, before it has begun. Loads no tensor library. */
import type { Settings } from '../../../shared/domain'
import { stageAt } from '../../../shared/run/stages'
import { models } from '../../models'
import { completeSettings, numberSetting, type ModelDefinition } from '../../models/definition'
import { stepsPerEpoch } from '../../models/settings'
import { costPieces, stepFlop, type CostPiece } from '../../models/families/step-flop'
import type { Store } from '../../store'
import { processorRate } from '../engines/assumed-rate'

/** No step is shorter: seconds for asking the engine at all. */
const leastStep = 0.001

/** What an estimate goes by: a run with the same settings, another one by its operations, or an assumption. */
export type SpeedSource =
  | { kind: 'same' | 'scaled'; run: string; stepsPerSecond: number }
  | { kind: 'assumed'; rate: number }

/** Seconds of a whole training. `rough`: no run here had steps of the same cost. */
export interface Estimate {
  seconds: number
  rough: boolean
  source: SpeedSource
}

/**
 * From the newest run here whose steps cost the same; else from the run nearest in cost, the same model's before other
 * models', by the floating-point operations in both; else from what such machines do.
 * @param settings complete
 * @param examples of a pass over the dataset
 * @param assumed FLOP a second, where nothing has been trained yet
 */
export function estimateTraining(
  store: Store,
  model: ModelDefinition,
  settings: Settings,
  examples: number,
  assumed = processorRate()
): Estimate {
  const steps = stepsOf(model, settings, examples)
  const pieces = costPieces(model, settings, steps)
  const flop = stepFlop(model, settings)
  const key = costKey(settings)
  const runs = store.runs.list().flatMap(({ id, name: run, step, model: name, settings }) => {
    const [trained, speed] = [models.get(name), store.history.epochs(id).at(-1)?.stepsPerSecond ?? 0]
    return trained && speed > 0 ? [{ run, trained, speed, step, settings: known(trained, settings) }] : []
  })
  const like = runs.find(({ trained, settings }) => trained === model && costKey(settings) === key)
  if (like && !model.stages)
    return {
      seconds: steps / like.speed,
      rough: false,
      source: { kind: 'same', run: like.run, stepsPerSecond: like.speed }
    }
  const costs = runs.map(({ run, trained, speed, step, settings }) => ({
    run,
    own: trained === model,
    speed,
    // The newest epoch's speed is that of the stage it was in.
    flop: stepFlop(trained, settings, trained.stages && stageAt(trained.stages(settings), Math.max(0, step - 1)))
  }))
  const [nearest] = costs.sort(
    (a, b) => Number(b.own) - Number(a.own) || Math.abs(Math.log(a.flop / flop)) - Math.abs(Math.log(b.flop / flop))
  )
  // Small steps keep no machine busy: where a larger one is asked about, they say no more than what is assumed.
  const rate = !nearest
    ? assumed
    : nearest.flop < flop
      ? Math.max(assumed, nearest.flop * nearest.speed)
      : nearest.flop * nearest.speed
  return {
    seconds: secondsOf(pieces, rate),
    rough: !like,
    source:
      nearest && rate === nearest.flop * nearest.speed
        ? { kind: 'scaled', run: nearest.run, stepsPerSecond: nearest.speed }
        : { kind: 'assumed', rate }
  }
}

/** Seconds of one step, the mean over a whole training; `rough` and the rest as `estimateTraining` says them. */
export function estimateStep(...asked: Parameters<typeof estimateTraining>): { seconds: number; rough: boolean } {
  const [, model, settings, examples] = asked
  const { seconds, rough } = estimateTraining(...asked)
  return { seconds: seconds / Math.max(1, stepsOf(model, settings, examples)), rough }
}

/** Seconds of a whole training at so many floating-point operations a second, whatever was trained here. */
export const secondsAt = (rate: number, model: ModelDefinition, settings: Settings, examples: number): number =>
  secondsOf(costPieces(model, settings, stepsOf(model, settings, examples)), rate)

const stepsOf = (model: ModelDefinition, settings: Settings, examples: number): number =>
  numberSetting(settings, 'epochs') * Math.max(1, stepsPerEpoch(examples, settings, model.batchesPerStep?.(settings)))

const secondsOf = (pieces: readonly CostPiece[], rate: number): number =>
  pieces.reduce((sum, { from, to, flop }) => sum + (to - from) * Math.max(leastStep, flop / rate), 0)

/** Complete, also where an older Atelier recorded them. */
const known = (model: ModelDefinition, settings: Settings): Settings => ({
  ...completeSettings(model, {}),
  ...settings
})

/** Settings that have no say in how long a step takes. */
const timeless = new Set([
  'epochs',
  'passes',
  'epochSteps',
  'samples',
  'perClass',
  'learningRate',
  'beta1',
  'loss',
  'realLabel',
  'schedule',
  'weightDecay'
])
const costKey = (settings: Settings): string =>
  JSON.stringify(
    Object.entries(settings)
      .filter(([key]) => !timeless.has(key))
      .sort()
  )
