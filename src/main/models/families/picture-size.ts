/** The size and shape of pictures where a model leaves them to choose, and what follows from them. */
import { aspects, square } from '../../../shared/datasets/aspects'
import type { ImageShape, SettingDefinition, Settings } from '../../../shared/domain'
import { wordSetting } from '../definition'
import { channelCount } from '../settings'

export const pictureSize = (value: number, ...others: number[]): Extract<SettingDefinition, { type: 'choice' }> => ({
  key: 'size',
  type: 'choice',
  label: 'Picture size',
  default: String(value),
  advanced: false,
  choices: [value, ...others]
    .toSorted((a, b) => a - b)
    .map(side => ({ value: String(side), label: `${side}×${side}` })),
  help: 'Height and width of its pictures. At twice the size a step takes about four times as long.'
})

/** Height and width. */
export const sizeOf = (settings: Settings): number => Number(wordSetting(settings, 'size'))

export const squareImage = (settings: Settings): ImageShape => [
  sizeOf(settings),
  sizeOf(settings),
  channelCount(settings)
]

/**
 * Cells of the map that a network's pictures begin at, down and across, by their shape: of networks that double a map
 * of about 4×4, and of those that make 28×28 of 7×7. What is no whole number of cells is as near as cells come: 4×7
 * for 16:9.
 */
const cells: Readonly<Record<string, { four: Cells; seven: Cells }>> = {
  square: { four: [4, 4], seven: [7, 7] },
  '3:4': { four: [4, 3], seven: [8, 6] },
  '2:3': { four: [6, 4], seven: [9, 6] },
  '9:16': { four: [7, 4], seven: [9, 5] },
  '4:3': { four: [3, 4], seven: [6, 8] },
  '3:2': { four: [4, 6], seven: [6, 9] },
  '16:9': { four: [4, 7], seven: [5, 9] }
}
type Cells = readonly [down: number, across: number]

export const aspect: SettingDefinition = {
  key: 'aspect',
  type: 'choice',
  label: 'Picture shape',
  default: square.value,
  advanced: false,
  choices: aspects.map(({ value, label }) => ({ value, label })),
  help:
    'Width to height of its pictures, as near as it can be: at 64 pixels 2:3 is 64×96, 3:4 is 48×64 and 9:16 is ' +
    '64×112. A step takes from a quarter less to three quarters longer than with squares.'
}

/** Runs from before there was a choice have squares. */
const cellsFor = (s: Settings): { four: Cells; seven: Cells } => {
  const value = String(s.aspect ?? square.value)
  const found = cells[value]
  if (!found) throw new Error(`There are no pictures of the shape ${value}.`)
  return found
}

/** Of the map of about 4×4 that networks of 2ⁿ pixels double or halve, down and across. */
export const fourCells = (s: Settings): Cells => cellsFor(s).four

/** Of that of about 7×7 that networks of 28 pixels do. */
export const sevenCells = (s: Settings): Cells => cellsFor(s).seven

/** The map of networks that go down to 7×7 from 28×28 and to 8×8 from 64×64, down and across. */
export function smallMap(s: Settings): Cells {
  if (sizeOf(s) === 28) return sevenCells(s)
  const [down, across] = fourCells(s)
  return [2 * down, 2 * across]
}

/** Height and width of pictures. @param side of squares: 28, or a multiple of 4 by a power of 2 */
const imageOfSide = (s: Settings, side: number): [number, number] => {
  const [[down, across], cell] = side === 28 ? [sevenCells(s), 4] : [fourCells(s), side / 4]
  return [down * cell, across * cell]
}

/** Pictures of the chosen shape. @param side of squares: left out where the setting `size` says it */
export const shapedImage = (s: Settings, side = sizeOf(s)): ImageShape => [...imageOfSide(s, side), channelCount(s)]
