/** Every loss file in this folder, by id. Adding a loss is adding its file. */
import { StudioError } from '../../shared/errors'
import { didYouMean } from '../../shared/nearest-names'
import type { Objective } from './objective'

const files = import.meta.glob<Objective>(['./*.ts', '!./index.ts', '!./objective.ts'], { eager: true, import: 'default' })
export const losses: ReadonlyMap<string, Objective> = new Map(Object.values(files).map(loss => [loss.id, loss]))

/** @throws StudioError bad-input, naming the losses there are. */
export function findLoss(id: string): Objective {
  const loss = losses.get(id)
  if (!loss) throw new StudioError('bad-input', `There is no loss "${id}".${didYouMean(id, [...losses.keys()])} There are: ${[...losses.keys()].join(', ')}.`)
  return loss
}
