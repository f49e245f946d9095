/** What pix2pix and CycleGAN leave to choose, and what both papers fix. */
import type { SettingDefinition, Settings } from '../../../shared/domain'
import type { Norm } from '../../layers'
import { numberSetting } from '../definition'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Alteration, Batch, ExampleDraws, Rates } from '../phase'
import type { Jitter } from './jitter'

export const normSetting = (value: Norm): SettingDefinition => ({
  key: 'norm',
  type: 'choice',
  label: 'Norm',
  default: value,
  advanced: true,
  choices: [
    { value: 'batch', label: 'Batch norm' },
    { value: 'instance', label: 'Instance norm' }
  ],
  help:
    "What every layer's numbers are brought to one scale by: those of the whole batch, or of each picture by " +
    'itself.'
})
export const norm = ({ norm: chosen }: Settings): Norm => (chosen === 'batch' ? 'batch' : 'instance')

export const patchLayers: SettingDefinition = {
  key: 'patchLayers',
  type: 'int',
  label: 'Layers of the discriminator',
  default: 3,
  min: 1,
  max: 5,
  advanced: true,
  help:
    "How much of a picture each of the discriminator's answers sees: 16, 34, 70, 142 or 286 pixels across " +
    'for 1 to 5.'
}

export const jitter: SettingDefinition[] = [
  {
    key: 'jitter',
    type: 'flag',
    label: 'Cut at random',
    default: true,
    advanced: true,
    changeable: true,
    help:
      'Pictures are enlarged by an eighth and cut at random each time they are seen, so that a small folder ' +
      'lasts longer.'
  },
  {
    key: 'mirror',
    type: 'flag',
    label: 'Mirror at random',
    default: true,
    advanced: true,
    changeable: true,
    help: 'Half of the pictures are seen mirrored. Off for letters, clocks and whatever else has a left and a right.'
  }
]
export const jitterOf = (s: Settings): Jitter => ({ enlarges: s.jitter === true, mirrors: s.mirror === true })

/** Adam as both papers have it, its ε PyTorch's. */
export const papersAdam = (s: Settings): Rates => ({
  learningRate: numberSetting(s, 'learningRate'),
  beta1: numberSetting(s, 'beta1'),
  beta2: 0.999,
  epsilon: 1e-8
})

/** @param pictures of a batch, as the phases see them */
export const jitterAlteration = (
  phase: string,
  pictures: (batch: Batch, s: Settings, draw: ExampleDraws) => Tensor[]
): Alteration => ({
  settings: jitter.map(({ key }) => key),
  phase,
  seen: s => {
    const { enlarges, mirrors } = jitterOf(s)
    return enlarges || mirrors ? (batch, { draw }) => pictures(batch, s, draw) : null
  }
})
