/** The form of a sweep as it was kept: from an older version perhaps, so only what still fits is taken. Pure. */
import type { Json } from '../../../shared/json'
import type { TypedAxis } from './axes'

export interface SweepDraft {
  axes: TypedAxis[]
  /** By field. */
  typed: Record<string, string>
  metric: string
  machines: string[]
}

export function sweepDraftFrom(kept: Json | undefined): SweepDraft {
  const { axes, typed, metric, machines } = fieldsOf(kept)
  return {
    axes: listOf(axes).flatMap(axisFrom),
    typed: Object.fromEntries(
      Object.entries(fieldsOf(typed)).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    ),
    metric: textOf(metric),
    machines: listOf(machines).filter(name => typeof name === 'string')
  }
}

function axisFrom(kept: Json): TypedAxis[] {
  const { key, drawn, list, chosen, from, to } = fieldsOf(kept)
  if (typeof key !== 'string') return []
  const values = listOf(chosen).filter(value => typeof value === 'string' || typeof value === 'boolean')
  return [{ key, drawn: drawn === true, list: textOf(list), chosen: values, from: textOf(from), to: textOf(to) }]
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])
const fieldsOf = (value: Json | undefined): Readonly<Record<string, Json | undefined>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
