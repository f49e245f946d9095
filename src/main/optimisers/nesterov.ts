/** SGD whose momentum looks ahead (Nesterov 1983; Sutskever et al. 2013); the update is in sgd.ts. */
import type { OptimiserDefinition } from './rule'
import { sgd } from './sgd'

const definition: OptimiserDefinition = {
  id: 'nesterov',
  label: 'SGD with Nesterov momentum',
  rule: ({ beta1 }) => sgd({ momentum: beta1, nesterov: true })
}
export default definition
