/** The networks that a model draws with. */
import type { ImageShape, Settings } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { planNetwork } from '../../layers/plan'
import type { ModelDefinition } from '../../models/definition'
import { averagePrefix } from '../../models/weights'
import { Network } from '../networks/network'
import { updateOptions } from '../step/options'
import { stateOf } from '../step/state'
import type { Drawing } from './methods'

/**
 * What a model draws with, its weights still to be loaded: averages where the run keeps such.
 * @param shape of what its networks are given, where that is not the model's own
 * @param stage whose networks, where the model grows
 */
export function drawingOf(
  model: ModelDefinition,
  settings: Settings,
  shape: ImageShape,
  stage: number | undefined
): Drawing {
  const [own, declared] = [model.image(settings), model.networks(settings, stage)]
  const another = shape.join() !== own.join()
  if (another && !model.sampling.anySize)
    throw new StudioError(
      'bad-input',
      `${model.name} takes pictures of ${own.join('×')}; these are ${shape.join('×')}.`
    )
  const definitions = another
    ? Object.fromEntries(Object.entries(declared).map(([name, network]) => [name, { ...network, inputs: [shape] }]))
    : declared
  const prefix = updateOptions(settings).emaDecay > 0 ? averagePrefix : ''
  return {
    networks: new Map(
      Object.entries(definitions)
        .filter(([name]) => model.sampling.networks.includes(name))
        .map(([name, definition]) => [name, new Network(planNetwork(name, definition), { origin: 'zeros', prefix })])
    ),
    state: stateOf(model, settings)
  }
}
