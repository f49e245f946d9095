/** Counts in words. */
import type { Dataset } from './domain'

/** (1, "picture") → "1 picture"; (1204, "picture") → "1,204 pictures"; (2, "class", "classes") → "2 classes". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`

/** Fewer pictures than these are learnt by heart, rather than what they have in common. */
export const fewPictures = 50

/**
 * What is said of a dataset that is small for training; null where it is not, or where nothing is said of its kind.
 */
export function fewWords({ imageCount, examples }: Pick<Dataset, 'imageCount' | 'examples'>): string | null {
  const { few, one, many } = examples
  if (imageCount >= few) return null
  if (imageCount < 2) return `Training needs at least 2 ${many}. A few hundred are a good start.`
  return (
    `${counted(imageCount, one, many)} are very few: what is generated will repeat them more than invent. A ` +
    'few hundred are a good start.'
  )
}
