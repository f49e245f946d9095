/** A picture told to a network (Mirza and Osindero 2014, arXiv:1411.1784, as Isola et al. 2017 tell one): what layers of its own find in it joins what comes. */
import type { Variable } from '@tensorflow/tfjs-node-gpu'
import { imageShape, pass, type BuiltLayer, type Declare, type Layer } from './layer'

/**
 * Appends channels that `layers` make of the told picture: [h, w, c] → [h, w, c + f], where they make [h, w, f] of it.
 * Its weights are the layers' own, under the names `<index>.<kind>.<weight>` within it.
 * @param image shape of the picture that is told, [height, width, channels]
 */
export const conditioned = (image: readonly number[], layers: readonly Layer[]): Layer => ({
  kind: 'conditioned',
  build: (shape, declare) => {
    const [height, width, channels] = imageShape('conditioned', shape)
    const encoder = chain(image, layers, declare)
    const [h, w, found] = imageShape('conditioned', encoder.shape)
    if (h !== height || w !== width) throw new Error(`conditioned joins maps of one size; its layers make ${h}×${w} of the picture, and ${height}×${width} comes.`)
    return {
      ...encoder,
      shape: [height, width, channels + found],
      apply: (x, context) => {
        if (!context.condition) throw new Error('This network is told a picture with every example; none was given.')
        return context.tf.concat([x, encoder.apply(context.condition, context)], 3)
      }
    }
  }
})

/** Layers as one: what is known of each of them is known of it. */
function chain(input: readonly number[], layers: readonly Layer[], declare: Declare): BuiltLayer {
  let shape = input
  const inside: number[] = []
  const built = layers.map((layer, index) => {
    const one = layer.build(shape, (name, of, init, options): Variable => declare(`${index}.${layer.kind}.${name}`, of, init, options))
    shape = one.shape
    inside.push(...one.inside ?? [], shape.reduce((a, b) => a * b, 1))
    return one
  })
  const flop = built.reduce((sum, layer) => sum + (layer.flop ?? 0), 0)
  return {
    shape: [...shape], inside, ...(flop > 0 ? { flop } : {}),
    couples: built.some(({ couples }) => couples === true), perPass: built.some(({ perPass }) => perPass === true),
    apply: (x, context) => built.reduce((y, layer) => pass(layer, y, context), x)
  }
}
