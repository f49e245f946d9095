/** Which phases are due in which step: a compiled method for every set of them. */
import type { Phase } from '../../models/phase'

const isDue = ({ interval = 1 }: Phase, step: number): boolean => step % interval === 0

/** The method of a step: `step` where there are no lazy phases. @param step steps done before it */
export function methodOf(phases: readonly Phase[], step: number): string {
  const lazy = phases.filter(({ interval = 1 }) => interval > 1)
  return ['step', ...lazy.filter(phase => isDue(phase, step)).map(({ name }) => name)].join('.')
}

/**
 * Every method that some step of a run takes, with its phases in their order.
 * @throws Error for a name that two phases share
 */
export function methodsOf(phases: readonly Phase[]): Map<string, Phase[]> {
  const twice = phases.find(({ name }, i) => phases.findIndex(other => other.name === name) !== i)
  if (twice) throw new Error(`Two phases are called ${twice.name}.`)
  const period = phases.reduce((all, { interval = 1 }) => leastCommonMultiple(all, interval), 1)
  const methods = new Map<string, Phase[]>()
  for (let step = 0; step < period; step++) {
    const name = methodOf(phases, step)
    if (!methods.has(name))
      methods.set(
        name,
        phases.filter(phase => isDue(phase, step))
      )
  }
  return methods
}

function leastCommonMultiple(a: number, b: number): number {
  const divisor = (x: number, y: number): number => (y === 0 ? x : divisor(y, x % y))
  return (a / divisor(a, b)) * b
}
