/** What a file of this folder declares: a way to train that somebody can choose without knowing any model. */
import type { Dataset, Settings } from '../../../shared/domain'

/** What a recipe may look at. */
export type Pictures = Pick<Dataset, 'imageCount' | 'exampleCount' | 'sourceSize' | 'grey' | 'labels'>

export interface Recipe {
  id: string
  /** Two words. */
  name: string
  /** One plain sentence: what comes of it, and for whom. */
  words: string
  /** Where it stands among the cards: quick ones first. */
  place: number
  /** Which model learns these pictures; null where it is not for them. */
  model: (pictures: Pictures) => string | null
  /** What differs from what that model suggests for them. */
  settings: (pictures: Pictures) => Settings
  /** A picture that it made, below resources/recipes; null where there is none yet. */
  sample: string | null
}
