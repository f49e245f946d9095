/** Settings as they are typed: reading, checking, showing and stepping values. Pure. */
import type { SettingDefinition, SettingValue } from '../../../shared/domain'
import { count } from '../words'

/** What a control holds: text of a number being typed, a chosen value, or on and off. */
export type Raw = string | boolean
export type Reading = { value: SettingValue } | { problem: string }

/** 0.0002 → "0.0002", 1e-7 → "1e-7": what a person would type. */
export function showNumber(value: number): string {
  const text = String(value)
  return Math.abs(value) >= 1e-6 && text.includes('e') ? value.toFixed(12).replace(/0+$/, '') : text
}

export const toRaw = (value: SettingValue): Raw => (typeof value === 'number' ? showNumber(value) : value)

/** The value that was typed, or in words why it is none. */
export function readSetting(definition: SettingDefinition, raw: Raw): Reading {
  switch (definition.type) {
    case 'flag':
      return typeof raw === 'boolean' ? { value: raw } : { problem: 'Choose on or off.' }
    case 'choice':
      return typeof raw === 'string' && definition.choices.some(({ value }) => value === raw)
        ? { value: raw }
        : { problem: `Choose one of: ${definition.choices.map(({ label }) => label).join(', ')}.` }
    default:
      return readNumber(definition, String(raw))
  }
}

type NumberDefinition = Extract<SettingDefinition, { type: 'int' | 'float' }>

function readNumber({ type, min, max }: NumberDefinition, raw: string): Reading {
  // "1,204" and "1 204" are how people write thousands; "0,5" is how half of them write a half.
  const spaceless = raw.trim().replace(/(?<=\d)[\s_](?=\d{3}\b)/g, '')
  const text = /^-?\d{1,3}(,\d{3})+$/.test(spaceless)
    ? spaceless.replaceAll(',', '')
    : spaceless.replace(/^(-?\d*),(\d+)$/, '$1.$2')
  if (text === '') return { problem: 'Enter a number.' }
  const value = Number(text)
  if (!Number.isFinite(value)) return { problem: `“${raw.trim()}” is not a number.` }
  if (type === 'int' && !Number.isInteger(value)) return { problem: 'Enter a whole number.' }
  if (value < min) return { problem: `At least ${plain(min)}.` }
  if (value > max) return { problem: `At most ${plain(max)}.` }
  return { value }
}

/** "2 to 1,024"; empty for choices and switches. */
export const rangeWords = (definition: SettingDefinition): string =>
  'min' in definition ? `${plain(definition.min)} to ${plain(definition.max)}` : ''

/** A value as its control shows it: "32", "Colour", "on". */
export function valueWords(definition: SettingDefinition, value: SettingValue): string {
  if (definition.type === 'choice')
    return definition.choices.find(choice => choice.value === value)?.label ?? String(value)
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'number' ? plain(value) : value
}

/**
 * The next value by arrow key. Whole numbers by 1 (10 with Shift). Where the range spans decades, as learning rates do,
 * along 1, 2, 5, 10…; other fractions by a hundredth of the range.
 */
export function stepNumber({ type, min, max }: NumberDefinition, value: number, up: boolean, large: boolean): number {
  const clamp = (next: number): number => Math.min(max, Math.max(min, next))
  if (type === 'int') return clamp(value + (up ? 1 : -1) * (large ? 10 : 1))
  if (min > 0 && max / min >= 1000) {
    let next = value
    for (let i = 0; i < (large ? 3 : 1); i++) next = seriesStep(next, up)
    return clamp(next)
  }
  const step = (max - min) / (large ? 10 : 100)
  return clamp(tidy(value + (up ? step : -step)))
}

/** 2e-4 → 5e-4 up, 1e-4 down; what lies between goes to the nearer neighbour in that direction. */
function seriesStep(value: number, up: boolean): number {
  const decade = Math.floor(Math.log10(value) + 1e-9)
  const series = [decade - 1, decade, decade + 1].flatMap(power => [1, 2, 5].map(digit => Number(`${digit}e${power}`)))
  return up
    ? (series.find(entry => entry > value * (1 + 1e-9)) ?? value)
    : (series.findLast(entry => entry < value * (1 - 1e-9)) ?? value)
}

const tidy = (value: number): number => Number(value.toPrecision(12))
const plain = (value: number): string => (Number.isInteger(value) ? count(value) : showNumber(value))

/** The seed, read as a setting is. */
export const seedDefinition: Extract<SettingDefinition, { type: 'int' }> = {
  key: 'seed',
  type: 'int',
  label: 'Seed',
  default: 0,
  min: 0,
  max: 2147483647,
  advanced: true,
  help: 'The same seed and settings give the same training. Empty: a new one each time.'
}
