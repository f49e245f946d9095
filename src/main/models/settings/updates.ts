/** How weights are updated. */
import type { SettingDefinition, Settings } from '../../../shared/domain'
import { optimisers } from '../../optimisers'
import { schedules } from '../../schedules'
import { numberSetting } from '../definition'
import type { Rates } from '../phase'
import { choicesOf, type ChoiceSetting, type FloatSetting, type IntSetting } from './kinds'

export const learningRate = (value: number): FloatSetting => ({
  key: 'learningRate',
  type: 'float',
  label: 'Learning rate',
  default: value,
  min: 1e-7,
  max: 0.1,
  advanced: true,
  changeable: true,
  help: "How far each step moves the weights. Lower is slower and steadier. SGD wants about a hundred times Adam's."
})

export const beta1 = (value: number): FloatSetting => ({
  key: 'beta1',
  type: 'float',
  label: 'Momentum (β1)',
  default: value,
  min: 0,
  max: 0.999,
  advanced: true,
  changeable: true,
  help: 'How long the optimiser remembers past gradients: β1 of Adam and AdamW, the momentum of SGD. RMSprop has none.'
})

/** Adam's numbers: the rate and β1 from the settings, the rest as in Keras. */
export const adam = (settings: Settings): Rates => ({
  learningRate: numberSetting(settings, 'learningRate'),
  beta1: numberSetting(settings, 'beta1'),
  beta2: 0.999,
  epsilon: 1e-7
})

export const precision: ChoiceSetting = {
  key: 'precision',
  type: 'choice',
  label: 'Precision',
  default: 'float32',
  advanced: true,
  choices: [
    { value: 'float32', label: 'float32' },
    { value: 'bfloat16', label: 'bfloat16 convolutions' },
    { value: 'float16', label: 'float16 convolutions' }
  ],
  help:
    'What convolutions and matrix products run in. bfloat16 has 8 bits of mantissa: faster on processors ' +
    'made for it. float16 has 11 and a short range, so losses are scaled: for CUDA GPUs. Weights are float32 ' +
    'always.'
}

export const optimiser: ChoiceSetting = {
  key: 'optimiser',
  type: 'choice',
  label: 'Optimiser',
  default: 'adam',
  advanced: true,
  choices: choicesOf(optimisers.all),
  help: 'How gradients become steps. The learning rates here are meant for Adam.'
}

export const weightDecay: FloatSetting = {
  key: 'weightDecay',
  type: 'float',
  label: 'Weight decay',
  default: 0.01,
  min: 0,
  max: 1,
  advanced: true,
  changeable: true,
  help: 'AdamW only: how strongly kernels are pulled towards 0, as a share of the learning rate.'
}

export const clipNorm: FloatSetting = {
  key: 'clipNorm',
  type: 'float',
  label: 'Gradient clipping',
  default: 0,
  min: 0,
  max: 1000,
  advanced: true,
  changeable: true,
  help:
    'Gradients of a network that are longer than this, taken together, are scaled down to it: against sudden ' +
    'jumps. 0 leaves them as they are.'
}

export const rateSchedule: ChoiceSetting = {
  key: 'schedule',
  type: 'choice',
  label: 'Learning rate over time',
  default: 'constant',
  advanced: true,
  changeable: true,
  choices: choicesOf(schedules.all),
  help: 'A rate that falls lets training settle. Adding epochs to a run later lifts it again.'
}

export const emaDecay: FloatSetting = {
  key: 'emaDecay',
  type: 'float',
  label: 'Moving average of the generator',
  default: 0,
  min: 0,
  max: 0.99999,
  advanced: true,
  help:
    "Samples come from a moving average of the generator's weights, steadier than any one step: 0.999 looks " +
    'back about a thousand steps. 0: none.'
}

/** In place of `emaDecay`, for papers that count pictures: the same memory whatever the batch. */
export const emaHalfLife: FloatSetting = {
  key: 'emaHalfLife',
  type: 'float',
  label: 'Half-life of the moving average',
  default: 0,
  min: 0,
  max: 10_000,
  unit: 'thousand pictures',
  advanced: true,
  help:
    "Samples come from a moving average of the generator's weights: so many pictures ago, a weight counts " +
    'half. 0: by the batch, ten thousand for one of 32.'
}

export const accumulate: IntSetting = {
  key: 'accumulate',
  type: 'int',
  label: 'Micro-batches',
  default: 1,
  min: 1,
  max: 1024,
  advanced: true,
  help:
    'A batch is cut into so many micro-batches, worked through one after another: less memory, the same ' +
    'update. Batch norm sees each micro-batch by itself.'
}

export const deterministic: SettingDefinition = {
  key: 'deterministic',
  type: 'flag',
  label: 'Exact on CUDA',
  default: true,
  advanced: true,
  changeable: true,
  help:
    'On an NVIDIA GPU, TensorFlow runs kernels that give the same numbers each time: the same seed is the ' +
    'same run, and a resume goes on as if nothing had happened. Some convolutions take longer with them. ' +
    'Elsewhere runs are exact anyway.'
}

/** How weights are updated: every model's to choose. */
export const updates: SettingDefinition[] = [
  optimiser,
  weightDecay,
  clipNorm,
  rateSchedule,
  emaDecay,
  accumulate,
  deterministic
]
