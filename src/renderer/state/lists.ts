/** Lists of runs and datasets, and maps of them. */

/** By the order in which they were made. */
export const newestFirst = (a: { place: number }, b: { place: number }): number => b.place - a.place

export function replaceAll<T extends { id: string }>(map: Map<string, T>, values: readonly T[]): void {
  map.clear()
  for (const value of values) map.set(value.id, value)
}
