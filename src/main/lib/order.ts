/** Orders of paths and of work that runs side by side. */

const collator = new Intl.Collator('en', { numeric: true })

/** 2.png before 10.png; the same on every machine, whatever its language. */
export function compareNaturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0)
}

/**
 * Runs `work` on up to `atOnce` items side by side and yields the results in the items' order.
 * When the reader stops early or a result throws, waits for what is under way, so that nothing runs on afterwards.
 */
export async function* inOrder<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<R>
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = []
  let next = 0
  try {
    while (next < items.length || underWay.length > 0) {
      for (; next < items.length && underWay.length < atOnce; next++) {
        const result = work(items[next] as T, next)
        // Its rejection is seen when its turn comes; until then it must not count as unhandled.
        result.catch(() => {})
        underWay.push(result)
      }
      const first = underWay.shift()
      if (first) yield await first
    }
  } finally {
    await Promise.allSettled(underWay)
  }
}
