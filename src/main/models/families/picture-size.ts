/** The side of square pictures where a model leaves it to choose, and what follows from it. */
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
