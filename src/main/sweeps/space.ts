/** Which configurations a sweep tries: a grid, or drawn at random, both in a seeded order. */
import type { SettingDefinition, Settings, SettingValue } from '../../shared/domain'
import { permutation, uniformStream } from '../../shared/random'
import { StudioError } from '../../shared/errors'
import type { SweepPlan } from '../../shared/sweeps/sweep'

type Space = Pick<SweepPlan, 'grid' | 'random' | 'configurations' | 'seed'>

/** A hundred times as much is a matter of magnitude. */
const farApart = 10
/** As many configurations as are drawn where nobody says. */
const drawnByDefault = 9

/**
 * What differs, configuration by configuration, in the order in which they are begun. The same seed gives the same.
 * @throws StudioError bad-input for a setting that the model does not have, or that is drawn and is no number
 */
export function configurationsOf(space: Space, definitions: readonly SettingDefinition[]): Settings[] {
  const grid = product(space.grid)
  const order = [...permutation(grid.length, 'sweep', space.seed)].map(at => grid[at] ?? {})
  const count = space.configurations ?? (space.random.length > 0 ? drawnByDefault : grid.length)
  if (space.random.length === 0) return order.slice(0, count)
  const uniform = uniformStream('sweep', 'random', space.seed)
  const ranges = space.random.map(range => ({ ...range, whole: isWhole(range.key, definitions) }))
  return Array.from({ length: count }, (_, i) => ({
    ...order[i % order.length],
    ...Object.fromEntries(ranges.map(range => [range.key, drawn(range, uniform())]))
  }))
}

/** One configuration without any axis. */
function product(axes: Space['grid']): Settings[] {
  return axes.reduce<Settings[]>(
    (all, { key, values }) =>
      all.flatMap(settings => values.map((value: SettingValue) => ({ ...settings, [key]: value }))),
    [{}]
  )
}

function isWhole(key: string, definitions: readonly SettingDefinition[]): boolean {
  const type = definitions.find(definition => definition.key === key)?.type
  if (type === 'int' || type === 'float') return type === 'int'
  throw new StudioError(
    'bad-input',
    type === undefined
      ? `There is no setting "${key}". There is: ${definitions.map(each => each.key).join(', ')}.`
      : `"${key}" is no number, so that nothing lies between two of its values. List the values to be tried instead.`
  )
}

/** @param at from 0 to 1 */
function drawn({ from, to, whole }: { from: number; to: number; whole: boolean }, at: number): number {
  const byMagnitude = from > 0 && to / from >= farApart
  const value = byMagnitude ? from * (to / from) ** at : from + (to - from) * at
  if (whole) return Math.round(value)
  // Three digits are as much as anybody wants to read, and as matters.
  return Math.min(to, Math.max(from, Number(value.toPrecision(3))))
}
