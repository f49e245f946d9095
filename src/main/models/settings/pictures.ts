/** What pictures a model makes, from what, and how large its networks are. */
import type { SettingDefinition, Settings } from '../../../shared/domain'
import { wordSetting } from '../definition'
import type { ChoiceSetting, IntSetting } from './kinds'

export const latent = (value: number): IntSetting => ({
  key: 'latent',
  type: 'int',
  label: 'Latent size',
  default: value,
  min: 1,
  max: 1024,
  unit: 'numbers',
  advanced: true,
  help: 'How many numbers describe one picture; Explore has a slider for each.'
})

export const width = (value: number): IntSetting => ({
  key: 'width',
  type: 'int',
  label: 'Width',
  default: value,
  min: 4,
  max: 256,
  unit: 'channels',
  advanced: false,
  help:
    'Channels of the finest hidden layer; the others are multiples of it. Halving it trains about three ' +
    'times as fast.'
})

export const channels = (value: 'grey' | 'colour'): ChoiceSetting => ({
  key: 'channels',
  type: 'choice',
  label: 'Colour',
  default: value,
  advanced: false,
  choices: [
    { value: 'grey', label: 'Grey' },
    { value: 'colour', label: 'Colour' }
  ],
  help: 'Whether it learns grey or colour pictures. Pictures of the other kind are converted.'
})

/** Channels of the pictures, as `channels` says. */
export const channelCount = (settings: Settings): 1 | 3 => (wordSetting(settings, 'channels') === 'grey' ? 1 : 3)

export const samples = (value: number): IntSetting => ({
  key: 'samples',
  type: 'int',
  label: 'Gallery pictures',
  default: value,
  min: 1,
  max: 256,
  advanced: true,
  help: 'How many fixed latents are drawn after every epoch.'
})

/** Of models that are conditioned on classes: the studio fills it in from the dataset. */
export const classes: IntSetting = {
  key: 'classes',
  type: 'int',
  label: 'Classes',
  default: 10,
  min: 2,
  max: 1000,
  advanced: true,
  help: 'How many classes the pictures have. Filled in from the dataset.'
}

/** A row of the sheet for each class. */
export const perClass = (count: number): SettingDefinition => ({
  key: 'perClass',
  type: 'int',
  label: 'Gallery pictures per class',
  default: count,
  min: 1,
  max: 32,
  advanced: true,
  help: 'How many fixed latents are drawn for every class after every epoch: one row per class.'
})
