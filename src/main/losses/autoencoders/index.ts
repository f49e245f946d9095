/** Every file of a reconstruction's loss in this folder, by id. Adding one is adding its file. */
import { StudioError } from '../../../shared/errors'
import type { Reconstruction } from './reconstruction'

export { klFromNormal } from './kl'

const files = import.meta.glob<Reconstruction>(['./*.ts', '!./index.ts', '!./kl.ts', '!./reconstruction.ts'], { eager: true, import: 'default' })
export const reconstructions: ReadonlyMap<string, Reconstruction> = new Map(Object.values(files).map(loss => [loss.id, loss]))

/** @throws StudioError bad-input, naming those there are. */
export function findReconstruction(id: string): Reconstruction {
  const loss = reconstructions.get(id)
  if (!loss) throw new StudioError('bad-input', `There is no reconstruction loss "${id}". There are: ${[...reconstructions.keys()].join(', ')}.`)
  return loss
}
