/** Words along an axis. Pure. */

interface Tick {
  /** 0 below, 1 above. */
  at: number
  words: string
}

/** Pixels between the middles of two words below each other. */
const nearest = 16

/** As many as have room on so many pixels: both ends first, then the others in their order. */
export function spacedTicks(ticks: readonly Tick[], length: number): Tick[] {
  const sorted = ticks.toSorted((a, b) => a.at - b.at)
  const [first, last] = [sorted[0], sorted.at(-1)]
  const kept: Tick[] = []
  for (const tick of [first, last, ...sorted])
    if (tick && kept.every(({ at }) => Math.abs(at - tick.at) * length >= nearest)) kept.push(tick)
  return kept.toSorted((a, b) => a.at - b.at)
}
