/** Pictures in colour at 64 pixels: of few ones what was made for few, of many the classic network. */
import { schedule } from '../settings'
import type { Recipe } from './recipe'

/** Fewer than this are few. */
const few = 5000

export default {
  id: 'small-photos',
  name: 'Small photos',
  words: 'Pictures in colour, 64 pixels wide: things one recognises.',
  place: 2,
  model: ({ imageCount }) => (imageCount < few ? 'small-data' : 'dcgan-64'),
  settings: ({ imageCount }) =>
    imageCount < few
      ? { size: '64', ...schedule(imageCount, 16, 20_000, 20, 100) }
      : schedule(imageCount, 32, 25_000, 20),
  sample: 'small-photos.png'
} satisfies Recipe
