/**
 * Encoders and decoders that autoencoders choose from: fully connected ones, and convolutional ones for 28 or 64
 * pixels.
 */
import { elementCount } from '../../lib/shape'
import type { SettingDefinition, Settings } from '../../../shared/domain'
import { conv, dense, flatten, relu, reshape, transposedConv, type Layer } from '../../layers'
import { numberSetting, wordSetting } from '../definition'
import { channelCount } from '../settings'
import { shapedImage, sizeOf, smallMap } from './picture-size'

export const network = (value: 'dense' | 'conv'): SettingDefinition => ({
  key: 'network',
  type: 'choice',
  label: 'Network',
  default: value,
  advanced: false,
  choices: [
    { value: 'dense', label: 'Fully connected' },
    { value: 'conv', label: 'Convolutional' }
  ],
  help:
    'Fully connected is quick and does for small grey pictures. Convolutional is sharper, and wants it for ' +
    '64 pixels or colour.'
})

/** Channels of each convolution, finest first; the last one leaves the small map: 28 → 14 → 7, 64 → 32 → 16 → 8. */
function pyramid(settings: Settings): number[] {
  const width = numberSetting(settings, 'width')
  return sizeOf(settings) === 64 ? [width, 2 * width, 4 * width] : [width, 2 * width]
}

/** @param hidden fully connected layers, from the picture on @param outputs numbers it says of a picture */
export function encoderOf(settings: Settings, hidden: readonly Layer[], outputs: number): Layer[] {
  if (wordSetting(settings, 'network') === 'dense') return [flatten(), ...hidden, dense(outputs)]
  return [...pyramid(settings).flatMap(width => [conv(width, 3, 2), relu()]), flatten(), dense(outputs)]
}

/** @param hidden fully connected layers, from the latent on */
export function decoderOf(settings: Settings, hidden: readonly Layer[]): Layer[] {
  const picture: number[] = shapedImage(settings)
  if (wordSetting(settings, 'network') === 'dense') return [...hidden, dense(elementCount(picture)), reshape(picture)]
  const [coarsest = 1, ...finer] = pyramid(settings).toReversed()
  const [down, across] = smallMap(settings)
  return [
    dense(down * across * coarsest),
    relu(),
    reshape([down, across, coarsest]),
    ...[...finer, finer.at(-1) ?? coarsest].flatMap(width => [transposedConv(width, 3, 2), relu()]),
    conv(channelCount(settings), 3)
  ]
}
