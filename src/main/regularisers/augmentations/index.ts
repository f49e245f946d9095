/**
 * Every augmentation, by id: one file of this folder each. The setting `augment` names none, all, or some joined by
 * commas.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { func, identifier, Registry, words } from '../../lib/registry'
import { tf } from '../../tensors/tf'
import type { Augmentation } from './augmentation'

export type { Augmentation } from './augmentation'

export const augmentations = new Registry(
  'augmentation',
  import.meta.glob<Augmentation>(['./*.ts', '!./index.ts', '!./augmentation.ts', '!./draws.ts'], {
    eager: true,
    import: 'default'
  }),
  {
    folder: 'regularisers/augmentations',
    fields: { id: identifier, label: words, order: z.number(), draws: z.int().min(0), apply: func },
    reserved: { none: 'no augmentation', all: 'all of them' }
  }
)

const inOrder = (): Augmentation[] => augmentations.all.toSorted((a, b) => a.order - b.order)

/**
 * Those that a setting names, in the order in which they are applied.
 * @throws StudioError bad-input for an unknown one
 */
export function augmentationsOf(setting: string): Augmentation[] {
  if (setting === 'none') return []
  if (setting === 'all') return inOrder()
  const chosen = new Set(setting.split(',').map(id => augmentations.find(id)))
  return inOrder().filter(augmentation => chosen.has(augmentation))
}

/** What a setting offers: none, each alone, each two together, all. */
export function augmentationChoices(): { value: string; label: string }[] {
  const all = inOrder()
  const pairs = all.flatMap((first, i) => all.slice(i + 1).map(second => [first, second]))
  const named = (some: Augmentation[]): { value: string; label: string } => ({
    value: some.map(({ id }) => id).join(','),
    label: listed(some)
  })
  return [
    { value: 'none', label: 'None' },
    ...all.map(one => named([one])),
    ...(all.length > 2 ? pairs : []).map(named),
    { value: 'all', label: listed(all) }
  ]
}

/** "Colour, moves and holes". */
function listed(some: readonly Augmentation[]): string {
  const words = some.map(({ label }, i) => (i === 0 ? label : label.toLowerCase()))
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/**
 * Applies each in its turn.
 * @param draws of each: uniform in [0, 1), [batch, its number of draws]
 * @param only which pictures it changes, bool [batch, 1]; null for all
 */
export const augmented = (
  x: Tensor,
  chosen: readonly Augmentation[],
  draws: (augmentation: Augmentation) => Tensor,
  only: (augmentation: Augmentation) => Tensor | null = () => null
): Tensor =>
  chosen.reduce((y, augmentation) => {
    const [changed, which] = [augmentation.apply(y, draws(augmentation)), only(augmentation)]
    return which ? tf.where(tf.reshape(which, [-1, 1, 1, 1]), changed, y) : changed
  }, x)
