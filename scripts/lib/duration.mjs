/** How long something took, for people. */

/** 75_000 → "1 min 15 s". @param {number} milliseconds @returns {string} */
export function duration(milliseconds) {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
