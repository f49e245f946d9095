/** Small and fast: something to look at before the coffee is ready. */
import { schedule } from '../settings'
import type { Recipe } from './recipe'

export default {
  id: 'quick-sketch',
  name: 'Quick sketch',
  words:
    'Tiny pictures, 28 pixels wide: shapes come early, and details soon after. To see whether your pictures can ' +
    'be learnt at all.',
  place: 1,
  model: () => 'dcgan-28',
  settings: pictures => ({
    width: 16,
    learningRate: 1e-3,
    beta1: 0.5,
    emaDecay: 0.99,
    augment: 'colour,translation',
    reuseLatents: true,
    ...schedule(pictures.imageCount, 32, 9000, 3)
  }),
  sample: 'quick-sketch.png'
} satisfies Recipe
