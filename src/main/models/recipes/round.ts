/** Numbers of epochs as people say them. */
/** The nearest of 1, 1.5, 2, 3, 5 and 8 times a power of ten that is not below: 31 → 50, 12 → 15. */
export function roundNumber(count: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, count)))
  const steps = [1, 1.5, 2, 3, 5, 8, 10].map(times => Math.round(times * power))
  return steps.find(number => number >= count) ?? count
}
