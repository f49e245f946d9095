/** What a network that looks at pictures is given of whole ones. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { NetworkPlan } from '../../layers/plan'
import type { Shape } from '../../layers/scope'
import type { Network } from './network'

/** Whether what a network says of a picture is the same whatever pictures it is shown beside. */
export const judgesAlone = ({ layers }: NetworkPlan): boolean =>
  [...layers.values()].every(({ comparesExamples }) => !comparesExamples)

/**
 * @param pictures [batch, height, width, channels] in [−1, 1], at the size of the model's
 * @param condition of the shape of one example: a class, or shares of classes
 * @returns all that the network takes, in order
 */
export function lookingInputs(network: Network, pictures: Tensor, condition: (shape: Shape) => Tensor): Tensor[] {
  const { inputs, ofWhole } = network.plan.definition
  const { seen, after } = ofWhole?.(pictures) ?? { seen: pictures, after: [] }
  return [seen, ...inputs.slice(1, inputs.length - after.length).map(condition), ...after]
}
