/** The optimisers that a model's settings may name. */
import { StudioError } from '../../../shared/errors'
import { didYouMean } from '../../../shared/nearest-names'
import { adam, type AdamOptions } from './adam'
import { adamW } from './adamw'
import type { Rule } from './optimiser'
import { rmsprop } from './rmsprop'
import { sgd } from './sgd'

export { Optimiser, type Rule, type Update } from './optimiser'

/** What a model's own numbers mean to the others: β1 is the momentum of SGD; RMSprop has none, as in the WGAN paper. */
const rules: Record<string, (options: AdamOptions & { weightDecay: number }) => Rule> = {
  adam,
  adamw: adamW,
  rmsprop: ({ epsilon }) => rmsprop({ rho: 0.9, momentum: 0, epsilon }),
  sgd: ({ beta1 }) => sgd({ momentum: beta1, nesterov: false }),
  nesterov: ({ beta1 }) => sgd({ momentum: beta1, nesterov: true })
}

/** @throws StudioError bad-input, naming the optimisers there are. */
export function findRule(name: string, options: AdamOptions & { weightDecay: number }): Rule {
  const rule = rules[name]
  if (!rule) throw new StudioError('bad-input', `There is no optimiser "${name}".${didYouMean(name, Object.keys(rules))} There are: ${Object.keys(rules).join(', ')}.`)
  return rule(options)
}
