/** Settings that several models share, with their own defaults. */
import type { SettingDefinition } from '../../shared/domain'

type IntSetting = Extract<SettingDefinition, { type: 'int' }>
type FloatSetting = Extract<SettingDefinition, { type: 'float' }>
type ChoiceSetting = Extract<SettingDefinition, { type: 'choice' }>

export const epochs = (value: number): IntSetting => ({
  key: 'epochs', type: 'int', label: 'Epochs', default: value, min: 1, max: 100_000, advanced: false,
  help: 'How often training goes through all the pictures. Each epoch ends with a sample sheet and a checkpoint.'
})

export const batchSize = (value: number): IntSetting => ({
  key: 'batchSize', type: 'int', label: 'Batch size', default: value, min: 2, max: 1024, unit: 'pictures', advanced: false,
  help: 'Pictures per training step. Larger is steadier and uses more memory.'
})

export const learningRate = (value: number): FloatSetting => ({
  key: 'learningRate', type: 'float', label: 'Learning rate', default: value, min: 1e-7, max: 0.1, advanced: true,
  help: 'How far each step moves the weights (Adam). Lower is slower and steadier.'
})

export const beta1 = (value: number): FloatSetting => ({
  key: 'beta1', type: 'float', label: 'Momentum (β1)', default: value, min: 0, max: 0.999, advanced: true,
  help: 'How long Adam remembers past gradients.'
})

export const latent = (value: number): IntSetting => ({
  key: 'latent', type: 'int', label: 'Latent size', default: value, min: 1, max: 1024, unit: 'numbers', advanced: true,
  help: 'How many numbers describe one picture; Explore has a slider for each.'
})

export const width = (value: number): IntSetting => ({
  key: 'width', type: 'int', label: 'Width', default: value, min: 4, max: 256, unit: 'channels', advanced: false,
  help: 'Channels of the finest hidden layer; the others are multiples of it. Halving it trains about three times as fast.'
})

export const channels = (value: 'grey' | 'colour'): ChoiceSetting => ({
  key: 'channels', type: 'choice', label: 'Colour', default: value, advanced: false,
  choices: [{ value: 'grey', label: 'Grey' }, { value: 'colour', label: 'Colour' }],
  help: 'Whether it learns grey or colour pictures. Pictures of the other kind are converted.'
})

export const samples = (value: number): IntSetting => ({
  key: 'samples', type: 'int', label: 'Gallery pictures', default: value, min: 1, max: 256, advanced: true,
  help: 'How many fixed latents are drawn after every epoch.'
})

export const precision: ChoiceSetting = {
  key: 'precision', type: 'choice', label: 'Precision', default: 'float32', advanced: true,
  choices: [{ value: 'float32', label: 'float32' }, { value: 'bfloat16', label: 'bfloat16 convolutions' }],
  help: 'bfloat16 runs convolutions and matrix products with 8 bits of mantissa: faster on processors made for it.'
}
