/**
 * A training program: a model's networks, its optimisers and its state, and the methods that train them and draw from
 * them.
 */
import type { Variable } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../shared/domain'
import { rowsTogether } from '../../models/sheets'
import { planNetwork } from '../../layers/plan'
import { groupBy } from '../../lib/group-by'
import { sheetKindOf, type ModelDefinition } from '../../models/definition'
import type { Phase } from '../../models/phase'
import { engine } from '../../tensors/engine'
import { Average } from '../networks/average'
import { Network } from '../networks/network'
import type { Ops } from '../../tensors/ops'
import { wanted, type Method, type ProgramDefinition, type Table, type TypedArray } from '../../tensors/program'
import { galleryMethods } from '../sampling/methods'
import { tf } from '../../tensors/tf'
import { exampleSource } from './columns'
import { methodOf, methodsOf } from './due'
import { precisionOf, updateOptions } from './options'
import { ParameterGroup } from './parameter-group'
import { runStep, type StepParts } from './run-step'
import { splitsSideBySide } from './side-by-side'
import { stateOf } from './state'

export interface BuildOptions {
  model: ModelDefinition
  settings: Settings
  seed: number
  batchSize: number
  /** Pictures to sample at once. */
  sampleCount: number
  /** The dataset, a packed example per row: inside the program, or fed batch by batch where null. */
  table: Table | null
  /** Shape of the pictures in those rows, where they are larger than they are learned: crops of them are. */
  packed?: ImageShape
  /** Steps of the whole run, which schedules of the learning rate go by. */
  totalSteps?: number
  /** By network: how many of its first learned layers stay as they are, or which of its parts. */
  frozen?: Readonly<Record<string, number | readonly string[]>>
  /** At least so many parts, where the settings' own number needs more memory than there is. */
  parts?: number
  /** Of a model that grows: which stage it is at, and at which step that began. */
  stage?: { index: number; since: number }
  /** The engine's own by default; plain tfjs to compare with. */
  ops?: Ops
}

/**
 * Its methods:
 * - `step`; where some phases are not due in every step, `methodFor` names the method of each step. It takes {step:
 *   int32 [], indices: int32 [examples]}, or without a table `pixels`: uint8 [examples, bytes] or `points`: float32
 *   [examples, 2] in place of the indices; with `labels`: int32 [examples] where the model is conditioned on classes.
 *   The examples are those of all batches of a step; `step` counts the steps done before. It returns losses: float32,
 *   one per entry of the model's `losses`; what the model observes; and, where losses are scaled (loss-scale.ts),
 *   overflow: float32 [], the worst outcome of the updates.
 * - `sample`, and `reconstruct` where there is an encoder: see sampling/methods.ts.
 */
export interface TrainingProgram {
  definition: ProgramDefinition
  /** By name, in the order of the model's own list; the first draws pictures. */
  networks: ReadonlyMap<string, Network>
  /** Parts in which a batch is worked through, one after another. */
  parts: number
  batchesPerStep: number
  /** Names of the variables that outlive a change of stage: weights, averages and state. */
  lasting: ReadonlySet<string>
  /** Name of the method that does a step. @param done steps before it */
  methodFor: (done: number) => string
  /** One step's `measures` of the model, by key, out of its outputs. */
  measure: (outputs: Readonly<Record<string, TypedArray>>) => Record<string, number>
  dispose: () => void
}

/** Weights are drawn from the seed. */
export function build(options: BuildOptions): TrainingProgram {
  const { model, settings, batchSize, stage = { index: undefined, since: 0 } } = options
  const update = updateOptions(settings)
  const networks = networksOf(options)
  const phases = model.phases(settings, stage.index)
  const groups = groupsOf(options, phases, networks)
  const state = stateOf(model, settings)
  const averages = averagesOf(model, update, networks)
  const batchesPerStep = batchesOf(model, settings, phases)
  const parts = Math.min(batchSize, Math.max(update.accumulate, options.parts ?? 1))
  const sideBySide = parts === 1 && splitsSideBySide(model, settings, phases, [...networks.values()], batchSize)
  const step: StepParts = {
    networks,
    groups,
    state,
    averages,
    halfLife: model.averageHalfLife?.(settings),
    batchesPerStep,
    simultaneous: model.simultaneous?.(settings) ?? false,
    // Op by op nothing runs side by side, and a GPU has enough to do with one kernel at a time.
    parts: () =>
      sideBySide && engine().graph.writing() && engine().device === 'CPU'
        ? { batchSize, count: 2, sideBySide: true }
        : { batchSize, count: parts, sideBySide: false },
    seed: options.seed,
    totalSteps: options.totalSteps ?? 1,
    since: stage.since,
    ops: options.ops,
    curves: model.losses.map(({ key }) => key),
    observes: model.observes ?? []
  }
  const drawing = new Map([...networks, ...averages.map(({ network }) => [network.name, network] as const)])
  return {
    definition: {
      variables: variablesOf(networks, new Set(groups.values()), state, averages),
      tables: options.table ? [options.table] : [],
      methods: {
        ...stepMethods(options, step, phases),
        ...galleryMethods(
          model,
          settings,
          { networks: drawing, state },
          options.sampleCount / rowsTogether(sheetKindOf(model, settings))
        )
      }
    },
    networks,
    parts,
    batchesPerStep,
    lasting: new Set([...weightsOf(networks, averages), ...state].map(([name]) => name)),
    methodFor: done => methodOf(phases, done),
    measure: outputs => model.measure?.(outputs, settings) ?? {},
    dispose: () => {
      for (const part of [...networks.values(), ...new Set(groups.values()), ...averages]) part.dispose()
      tf.dispose([...state.values()])
    }
  }
}

/** None where the run keeps none. */
function averagesOf(
  { sampling }: ModelDefinition,
  { emaDecay, emaStart }: Pick<ReturnType<typeof updateOptions>, 'emaDecay' | 'emaStart'>,
  networks: ReadonlyMap<string, Network>
): Average[] {
  return emaDecay > 0 ? sampling.networks.map(name => new Average(networkOf(networks, name), emaDecay, emaStart)) : []
}

/** Batches that a step takes. @throws where the model says another number than its phases take */
function batchesOf(model: ModelDefinition, settings: Settings, phases: readonly Phase[]): number {
  const [taken, said] = [
    Math.max(1, ...phases.map(({ batches = 1 }) => batches)),
    model.batchesPerStep?.(settings) ?? 1
  ]
  if (taken !== said) throw new Error(`${model.name} says that a step takes ${said} batches; its phases take ${taken}.`)
  return taken
}

function networksOf({ model, settings, seed, frozen = {}, stage }: BuildOptions): Map<string, Network> {
  const definitions = Object.entries(model.networks(settings, stage?.index))
  return new Map(
    definitions.map(([name, definition]) => [
      name,
      new Network(planNetwork(name, definition), { origin: seed, frozen: frozen[name] })
    ])
  )
}

function networkOf(networks: ReadonlyMap<string, Network>, name: string): Network {
  const found = networks.get(name)
  if (!found) throw new Error(`There is no network ${name}; there is ${[...networks.keys()].join(' and ')}.`)
  return found
}

/** Phases that train the same networks share a group. */
function groupsOf(
  { model, settings, totalSteps = 1 }: BuildOptions,
  phases: readonly Phase[],
  networks: ReadonlyMap<string, Network>
): Map<Phase, ParameterGroup> {
  const [rates, update, precision] = [model.rates(settings), updateOptions(settings), precisionOf(settings)]
  const float16 = precision === 'float16' ? engine().precisions.includes(precision) : null
  const trained = new Set<string>()
  return new Map(
    [...groupBy(phases, ({ trains }) => trains.toSorted().join('+'))].flatMap(([name, own]) => {
      const names = own[0]?.trains ?? []
      const suffix = names.some(network => trained.has(network)) ? `@${name}` : ''
      for (const network of names) trained.add(network)
      const group = new ParameterGroup(
        name,
        names.map(network => networkOf(networks, network)),
        own,
        { update, rates, totalSteps, float16, suffix }
      )
      return own.map(phase => [phase, group] as const)
    })
  )
}

const weightsOf = (
  networks: ReadonlyMap<string, Network>,
  averages: readonly Average[]
): (readonly [name: string, variable: Variable])[] =>
  [...networks.values(), ...averages.map(({ network }) => network)].flatMap(({ weights }) =>
    weights.map(({ name, variable }) => [name, variable] as const)
  )

function variablesOf(
  networks: ReadonlyMap<string, Network>,
  groups: Iterable<ParameterGroup>,
  state: ReadonlyMap<string, Variable>,
  averages: readonly Average[]
): Map<string, Variable> {
  return new Map([
    ...weightsOf(networks, averages),
    ...[...groups].flatMap(({ variables }) => [...variables]),
    ...state
  ])
}

/** One for each set of phases that can be due together. */
function stepMethods(
  { model, settings, batchSize, table, packed = model.image(settings) }: BuildOptions,
  step: StepParts,
  phases: readonly Phase[]
): Record<string, Method> {
  const source = exampleSource(
    model,
    { image: model.image(settings), packed, seed: step.seed },
    batchSize * step.batchesPerStep,
    table
  )
  return Object.fromEntries(
    [...methodsOf(phases)].map(([name, due]) => [
      name,
      {
        inputs: { step: { shape: [], dtype: 'int32' }, ...source.inputs },
        precision: precisionOf(settings),
        run: inputs => runStep(step, due, source.columns(inputs), wanted(inputs, 'step'))
      } satisfies Method
    ])
  )
}
