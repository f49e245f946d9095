/** As good as it gets here: larger pictures and the strongest network, for a machine with a GPU. */
import type { Recipe } from './recipe'

export default {
  id: 'studio',
  name: 'Studio',
  words: 'Pictures 128 pixels wide from the strongest network here. For a machine with a GPU, and patience.',
  place: 3,
  model: ({ sourceSize }) => (Math.max(sourceSize.width, sourceSize.height) < 64 ? null : 'r3gan'),
  settings: () => ({ size: '128' }),
  sample: null
} satisfies Recipe
