/** What somebody may have meant by a word that names nothing. */

/**
 * Changes of one letter (added, left out, other, or swapped with the next) that lead from one word to the other: the
 * optimal string alignment distance (Damerau 1964).
 */
export function distance(a: string, b: string): number {
  let [before, last, row] = [[] as number[], [] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    before = last
    last = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
  }
  return row[b.length] ?? 0
}

/** Case, spaces, hyphens and underscores are what people remember least. */
const plain = (word: string): string => word.toLowerCase().replaceAll(/[\s_-]+/g, '')

/**
 * The names nearest to a word, the nearest first, at most three; none where nothing is near: a third of its letters may
 * be wrong, or its end missing.
 */
export function nearestNames(word: string, names: readonly string[]): string[] {
  const meant = plain(word)
  if (meant === '') return []
  const near = names.flatMap(name => {
    const known = plain(name)
    const away = distance(meant, known)
    const begun = meant.length >= 2 && known.startsWith(meant)
    return begun || away <= Math.max(1, Math.floor(Math.max(meant.length, known.length) / 3))
      ? [{ name, away: begun ? Math.min(away, 1) : away }]
      : []
  })
  const least = Math.min(...near.map(({ away }) => away))
  // The very word but for case and hyphens: nothing else is meant.
  return near
    .filter(({ away }) => away <= (least === 0 ? 0 : least + 1))
    .sort((a, b) => a.away - b.away)
    .slice(0, 3)
    .map(({ name }) => name)
}

/**
 * " Did you mean dcgan-28 or dcgan-64?", to follow a sentence; nothing where no name is near.
 * @param names what there is; or, for words under which a thing may be looked for, its name
 */
export function didYouMean(word: string, names: readonly string[] | ReadonlyMap<string, string>): string {
  const found =
    names instanceof Map
      ? nearestNames(word, [...names.keys()]).map(each => String(names.get(each)))
      : nearestNames(word, [...names.values()])
  const near = [...new Set(found)]
  return near.length === 0
    ? ''
    : ` Did you mean ${near.length === 1 ? '' : `${near.slice(0, -1).join(', ')} or `}${near.at(-1) ?? ''}?`
}
