/** The settings of a GAN that makes pictures, by the numbers of its paper. */
import type { SettingDefinition } from '../../../shared/domain'
import { batchSize, epochs, passes } from './length'
import { adversarial } from './losses'
import { channels, latent, samples, width } from './pictures'
import { beta1, learningRate, precision, updates } from './updates'

/** What a GAN is trained with unless somebody chooses otherwise. */
export interface GanDefaults {
  epochs: number
  batchSize: number
  /** Channels of the finest hidden layer; left out where they are fixed. */
  width?: number
  channels: 'grey' | 'colour'
  learningRate: number
  beta1: number
  latent: number
  /** Gallery pictures; left out where the model counts them in a setting of its own. */
  samples?: number
  /** By its id; non-saturating where left out. */
  loss?: string
}

/**
 * Every setting of such a GAN, in the order in which they are shown.
 * @param own the model's own settings. One with the key of a shared setting takes its place; of the others, those that
 * are not advanced stand behind the batch size, the rest before the precision.
 */
export function ganSettings(defaults: GanDefaults, own: readonly SettingDefinition[] = []): SettingDefinition[] {
  const size = [epochs(defaults.epochs), passes, batchSize(defaults.batchSize)]
  const network = [
    ...(defaults.width === undefined ? [] : [width(defaults.width)]),
    channels(defaults.channels),
    learningRate(defaults.learningRate),
    beta1(defaults.beta1),
    latent(defaults.latent),
    ...(defaults.samples === undefined ? [] : [samples(defaults.samples)])
  ]
  const training = [precision, ...adversarial(defaults.loss ?? 'non-saturating'), ...updates]
  const shared: SettingDefinition[] = [...size, ...network, ...training]
  const added = own.filter(({ key }) => !shared.some(setting => setting.key === key))
  const replaced = (setting: SettingDefinition): SettingDefinition =>
    own.find(({ key }) => key === setting.key) ?? setting
  return [
    ...size.map(replaced),
    ...added.filter(({ advanced }) => !advanced),
    ...network.map(replaced),
    ...added.filter(({ advanced }) => advanced),
    ...training.map(replaced)
  ]
}
