/** A small classifier: convolutions down to 7×7 or 8×8, their mean over the picture, and a class. */
import type { ImageShape } from '../../src/shared/domain'
import { chain, conv, dense, relu, type NetworkDefinition } from '../../src/main/layers'

/** Picture → the last maps, whose means are the features. */
export function trunk(image: ImageShape): NetworkDefinition {
  const halvings = Math.max(2, Math.ceil(Math.log2(image[0] / 8)))
  const down = Array.from({ length: halvings }, (_, i) => [conv(Math.min(featureCount, 32 * 2 ** i), 3, 2), relu()])
  return { inputs: [image], build: chain(...down.flat(), conv(featureCount, 3, 1), relu()) }
}

/** Features of the trunk, as many as it has maps. */
export const featureCount = 128

export const head = (classes: number): NetworkDefinition => ({
  inputs: [[featureCount]],
  build: dense(classes)
})
