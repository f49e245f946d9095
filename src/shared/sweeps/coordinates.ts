/** Parallel coordinates: an axis for each setting that is tried and one for the place, a line a configuration. */
import type { SettingValue } from '../settings'
import type { Sweep } from './sweep'
import { places, triedKeys, type Place } from './words'

export interface Axis {
  key: string
  /** What is written along it, from 0 (below) to 1. */
  ticks: { at: number; words: string }[]
}

export interface Line {
  configuration: number
  place: number | null
  /** By axis, from 0 to 1; null where it has nothing there. */
  at: (number | null)[]
}

/** Numbers are spread by their magnitude where the largest is so many times the least. */
const farApart = 10

/** The score's axis is the last, the best above. */
export function coordinatesOf(sweep: Sweep): { axes: Axis[]; lines: Line[] } {
  const all = places(sweep)
  const keys = triedKeys(sweep)
  const scales = keys.map(key => scaleOf(sweep.configurations.flatMap(settings => settings[key] ?? [])))
  const ranked = all.filter(({ place }) => place !== null)
  // By place, not by value: scores of different rungs are not to be compared.
  const height = (place: number): number => (ranked.length < 2 ? 1 : 1 - (place - 1) / (ranked.length - 1))
  return {
    axes: [
      ...keys.map((key, i) => ({ key, ticks: scales[i]?.ticks ?? [] })),
      { key: 'place', ticks: ranked.map(({ place }) => ({ at: height(place ?? 1), words: String(place) })) }
    ],
    lines: all.map(({ configuration, settings, place }: Place) => ({
      configuration,
      place,
      at: [
        ...keys.map((key, i) => {
          const value = settings[key]
          return value === undefined ? null : (scales[i]?.at(value) ?? null)
        }),
        place === null ? null : height(place)
      ]
    }))
  }
}

interface Scale {
  at: (value: SettingValue) => number
  ticks: Axis['ticks']
}

function scaleOf(values: readonly SettingValue[]): Scale {
  const numbers = values.filter(value => typeof value === 'number')
  if (numbers.length < values.length) return stepsOf([...new Set(values)])
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  if (least === most) return { at: () => 0.5, ticks: [{ at: 0.5, words: String(least) }] }
  const spread = least > 0 && most / least >= farApart ? Math.log : (value: number): number => value
  const at = (value: SettingValue): number => (spread(Number(value)) - spread(least)) / (spread(most) - spread(least))
  const named = [...new Set(numbers)].toSorted((a, b) => a - b)
  // Of many, the ends are enough.
  const shown = named.length <= 6 ? named : [least, most]
  return { at, ticks: shown.map(value => ({ at: at(value), words: String(value) })) }
}

/** Words, and what is on or off, at even distances. */
function stepsOf(values: readonly SettingValue[]): Scale {
  const at = (value: SettingValue): number => (values.length < 2 ? 0.5 : values.indexOf(value) / (values.length - 1))
  return { at, ticks: values.map(value => ({ at: at(value), words: String(value) })) }
}
