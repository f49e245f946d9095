/** Settings that a sweep tries, as they are typed: reading and proposing values. Pure. */
import type { SettingDefinition, SettingValue } from '../../../shared/domain'
import { readSetting, showNumber } from '../new-run/settings-form'

/** A setting that is tried, as its controls hold it. */
export interface TypedAxis {
  key: string
  /** Whether values are listed, or drawn between two bounds: only numbers are. */
  drawn: boolean
  /** Numbers, separated by commas. */
  list: string
  /** Of choices, and of what is on or off. */
  chosen: readonly SettingValue[]
  from: string
  to: string
}

export type ReadValues = { values: SettingValue[] } | { problem: string }
export type ReadRange = { from: number; to: number } | { problem: string }

/** As many as a sweep takes. */
const mostValues = 50

export const isNumber = (definition: SettingDefinition): definition is NumberDefinition =>
  definition.type === 'int' || definition.type === 'float'
type NumberDefinition = Extract<SettingDefinition, { type: 'int' | 'float' }>

/** Values of a choice or a switch, with their words. */
export function choicesOf(definition: SettingDefinition): { value: SettingValue; label: string }[] {
  if (definition.type === 'choice') return definition.choices.map(({ value, label }) => ({ value, label }))
  return [
    { value: true, label: 'On' },
    { value: false, label: 'Off' }
  ]
}

/** Each value once, in the order in which they stand. */
export function readValues(definition: SettingDefinition, axis: TypedAxis): ReadValues {
  if (!isNumber(definition))
    return axis.chosen.length > 0 ? { values: [...axis.chosen] } : { problem: 'Choose what is to be tried.' }
  const words = axis.list.split(/[,;\s]+/).filter(Boolean)
  if (words.length === 0) return { problem: 'List the values to be tried, separated by commas.' }
  const read = words.map(word => ({ word, reading: readSetting(definition, word) }))
  for (const { word, reading } of read)
    if ('problem' in reading) return { problem: `${word}: ${reading.problem.replace(/^“.*” is/, 'it is')}` }
  const values = [...new Set(read.flatMap(({ reading }) => ('value' in reading ? [reading.value] : [])))]
  if (values.length > mostValues) return { problem: `Up to ${mostValues} values are tried of one setting.` }
  return { values }
}

export function readRange(definition: NumberDefinition, { from, to }: TypedAxis): ReadRange {
  const bounds = [from, to].map(text => readSetting(definition, text))
  const [low, high] = bounds.map(reading => ('value' in reading ? Number(reading.value) : NaN))
  for (const [i, reading] of bounds.entries())
    if ('problem' in reading) return { problem: `${i === 0 ? 'From' : 'To'}: ${reading.problem}` }
  if (low === undefined || high === undefined || !(low < high)) return { problem: 'A range must go up.' }
  return { from: low, to: high }
}

/** What its controls begin with: three values around the present one, everything of a choice. */
export function proposed(definition: SettingDefinition, present: SettingValue): TypedAxis {
  const axis = { key: definition.key, drawn: false, list: '', chosen: [], from: '', to: '' }
  if (!isNumber(definition)) return { ...axis, chosen: choicesOf(definition).map(({ value }) => value) }
  const values = around(definition, Number(present))
  const [first = definition.min, last = definition.max] = [values[0], values.at(-1)]
  return {
    ...axis,
    list: values.map(showNumber).join(', '),
    from: showNumber(first),
    to: showNumber(last > first ? last : definition.max)
  }
}

/** Ascending: by magnitude where the setting spans decades or counts something, else a tenth of its range apart. */
function around({ type, min, max }: NumberDefinition, at: number): number[] {
  const factor = type === 'int' ? 2 : min > 0 && max / min >= 1000 ? 3 : null
  const tenth = (max - min) / 10
  const all = factor === null ? [at - tenth, at, at + tenth] : [at / factor, at, at * factor]
  const tidy = all.map(value => (type === 'int' ? Math.round(value) : Number(value.toPrecision(value === at ? 6 : 1))))
  return [...new Set(tidy.map(value => Math.min(max, Math.max(min, value))))].toSorted((a, b) => a - b)
}
