/** Times of frames in whole units, as formats count them. */

/**
 * Rounded so that the whole keeps its pace: 8 a second is 13, 12, 13, 12, … hundredths.
 * @param perSecond units in a second @returns what gives each frame's time in turn, from its seconds
 */
export function pacer(perSecond: number): (seconds: number) => number {
  let until = 0
  return seconds => {
    const begins = Math.round(until * perSecond)
    until += seconds
    return Math.round(until * perSecond) - begins
  }
}
