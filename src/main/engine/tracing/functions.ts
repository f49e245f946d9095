/** The functions of a model that leave the studio: what draws, what encodes, and each network by itself. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { planNetwork } from '../../layers/plan'
import { findModel } from '../../models'
import type { ModelDefinition } from '../../models/definition'
import { exampleKindOf } from '../../models/examples'
import { interpret, wanted } from '../../tensors/program'
import { plainOps } from '../../tensors/ops-plain'
import { Draws } from '../../tensors/random/draws'
import { hostRandom } from '../../tensors/random/host'
import { tf } from '../../tensors/tf'
import { checkpointStage, loadCheckpoint } from '../checkpoint'
import { byName, networkCall, networksOf } from '../networks/calls'
import { Network } from '../networks/network'
import type { NetworkPass } from '../networks/tensor-scope'
import { drawingOf } from '../sampling/drawing'
import { formOf, settledInputs } from '../sampling/inputs'
import type { Drawing } from '../sampling/methods'
import type { Traced } from './graph'
import { trace, type TraceInput } from './trace'

export interface TraceOrder {
  model: string
  settings: Settings
  checkpoint: string
  /** draw, encode, or a network's name. */
  part: string
  /** Examples at once. */
  batch: number
  /** Choices that are made already, by key. */
  settled: Record<string, number>
}

/**
 * What sampling takes, as it is traced: draws that the model makes by itself are those of one seed, and become
 * constants.
 */
const pass = (training: boolean) => (): NetworkPass => ({
  ops: plainOps,
  training,
  still: training,
  draws: new Draws(0, tf.scalar(0, 'int32'), training ? 'sampling/' : '', hostRandom),
  step: tf.scalar(0)
})

/** @throws StudioError bad-input for a part that the model has none of; not-readable, engine */
export async function traceModel(order: TraceOrder): Promise<Traced> {
  const model = findModel(order.model)
  if (order.part === 'draw') return drawn(model, order)
  if (order.part === 'encode') return encoded(model, order)
  return network(model, order)
}

async function drawn(model: ModelDefinition, { settings, checkpoint, batch, settled }: TraceOrder): Promise<Traced> {
  const image = model.image(settings)
  const declared = model.sampling.inputs(settings).filter(({ key }) => !(key in settled))
  const inputs = declared.map((input): TraceInput => {
    const { shape, dtype } = formOf(input, image)
    return { name: input.key, shape: [batch, ...shape], dtype }
  })
  const output = exampleKindOf(model).draws === 'pixels' ? 'pictures' : 'points'
  return withDrawing(model, settings, checkpoint, drawing =>
    trace(inputs, variablesOf(drawing), given => {
      const input = byName(new Map([...Object.entries(given), ...settledInputs(settled, batch)]), 'declared input')
      const passOf = pass(model.sampling.asInTraining?.(settings) === true)
      const networks = networksOf([...drawing.networks].map(([name, each]) => [name, networkCall(each, passOf)]))
      return { [output]: model.sampling.draw(networks, input, byName(drawing.state, 'state'), settings) }
    })
  )
}

async function encoded(model: ModelDefinition, { settings, checkpoint, batch }: TraceOrder): Promise<Traced> {
  const { encode } = model.sampling
  if (!encode) throw new StudioError('bad-input', `${model.name} has no encoder.`)
  const inputs = [{ name: 'pictures', shape: [batch, ...model.image(settings)], dtype: 'float32' as const }]
  return withDrawing(model, settings, checkpoint, drawing =>
    trace(inputs, variablesOf(drawing), given => {
      const networks = networksOf([...drawing.networks].map(([name, each]) => [name, networkCall(each, pass(false))]))
      return { latents: encode(networks, wanted(given, 'pictures'), byName(drawing.state, 'state')) }
    })
  )
}

/** A network as it was trained, not its average. */
async function network(model: ModelDefinition, { settings, checkpoint, part, batch }: TraceOrder): Promise<Traced> {
  const definitions = model.networks(settings, checkpointStage(model, settings, checkpoint))
  const definition = definitions[part]
  if (!definition)
    throw new StudioError(
      'bad-input',
      `${model.name} has no network "${part}". It has: ${Object.keys(definitions).join(', ')}.`
    )
  const own = new Network(planNetwork(part, definition), { origin: 'zeros' })
  const variables = new Map(own.weights.map(({ name, variable }) => [name, variable]))
  const several = definition.inputs.length > 1
  const inputs = definition.inputs.map((shape, i): TraceInput => ({
    name: several ? `input${i + 1}` : 'input',
    shape: [batch, ...shape],
    dtype: isClass(model, shape, i) ? 'int32' : 'float32'
  }))
  try {
    load(checkpoint, variables)
    return await trace(inputs, variables, given => {
      const outputs: Tensor[] = own.apply(
        inputs.map(({ name }) => wanted(given, name)),
        pass(false)()
      )
      return Object.fromEntries(outputs.map((tensor, i) => [outputs.length > 1 ? `output${i + 1}` : 'output', tensor]))
    })
  } finally {
    own.dispose()
  }
}

/** A class is a whole number; so much of a stage is none. */
const isClass = ({ conditional, stages }: ModelDefinition, shape: readonly number[], place: number): boolean =>
  shape.length === 0 && place > 0 && conditional === true && !stages

async function withDrawing<T>(
  model: ModelDefinition,
  settings: Settings,
  checkpoint: string,
  work: (drawing: Drawing) => Promise<T>
): Promise<T> {
  const stage = checkpointStage(model, settings, checkpoint)
  const drawing = drawingOf(model, settings, model.image(settings), stage)
  try {
    load(checkpoint, variablesOf(drawing))
    return await work(drawing)
  } finally {
    for (const each of drawing.networks.values()) each.dispose()
    tf.dispose([...drawing.state.values()])
  }
}

const variablesOf = ({ networks, state }: Drawing): Drawing['state'] =>
  new Map([
    ...[...networks.values()].flatMap(({ weights }) => weights.map(({ name, variable }) => [name, variable] as const)),
    ...state
  ])

function load(checkpoint: string, variables: Drawing['state']): void {
  const definition = { variables, methods: {} }
  loadCheckpoint(checkpoint, definition, interpret(definition))
}
