/** The search for a picture's latent: how large it is, and how near it has come, in words. */

/** Latents that are drawn to begin with, and those of them that are gone on with. */
export const candidates = 64
export const starts = 4

/** Steps of Adam, where nobody says how many. */
export const usualSteps = 200

export interface Found {
  /** Root mean square differences, of 255: of the two, and of what was looked for and the average of what is drawn. */
  distance: number
  toAverage: number
}

/** The share of what sets a picture apart from the average that is there in what was found: 1 all of it, 0 none. */
export const likeness = ({ distance, toAverage }: Found): number =>
  toAverage > 0 ? Math.max(0, 1 - (distance / toAverage) ** 2) : distance === 0 ? 1 : 0

/** Below it nobody would say that the two are alike. */
const alike = 0.5

/** A sentence or two. */
export function likenessWords(found: Found): string {
  const share = likeness(found)
  const apart = `It differs by ${found.distance.toFixed(1)} of 255 at a typical pixel`
  const has = `has ${Math.round(100 * share)} % of what sets the picture apart from an average one of the run`
  const measured = `${apart} and ${has}.`
  return share < alike ? `No latent of this run resembles the picture; this is the nearest. ${measured}` : measured
}
