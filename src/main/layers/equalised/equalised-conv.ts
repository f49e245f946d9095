import { imageShape, layer, type Layer } from '../layer'
import { convolved, convolvedSide, type Padding } from '../convolution/padding'
import { equalised, type EqualisedOptions } from './equalised-kernel'

export interface EqualisedConvOptions extends EqualisedOptions {
  stride?: number
  padding?: Padding
}

/** Convolution with an equalised learning rate: [h, w, c] → [⌈h/stride⌉, ⌈w/stride⌉, filters], by default "same". */
export const equalisedConv = (
  filters: number,
  size: number,
  { stride = 1, padding = 'same', ...options }: EqualisedConvOptions = {}
): Layer =>
  layer('equalisedConv', (net, x) => {
    const [height, width, channels] = imageShape('equalisedConv', x)
    const { kernel, bias } = equalised(net, [size, size, channels, filters], size * size * channels, options)
    const [down, across] = [convolvedSide(height, size, stride, padding), convolvedSide(width, size, stride, padding)]
    return net.output(
      [down, across, filters],
      ({ ops }) => {
        const y = convolved(ops, x.tensor, kernel(), stride, padding)
        return bias ? ops.biasAdd(y, bias()) : y
      },
      { flop: 2 * size * size * channels * filters * down * across, features: 'found' }
    )
  })
