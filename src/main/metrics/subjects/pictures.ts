/**
 * Samples of a checkpoint beside as many training pictures; of pairs, what is generated of drawn inputs beside the
 * targets.
 */
import { elementCount } from '../../lib/shape'
import type { ImageShape } from '../../../shared/domain'
import { permutation } from '../../../shared/random'
import { hasTargets } from '../../models/examples'
import { readPictures, type PackedPictures } from '../tools/packed'
import { sampleCount } from './sample-count'
import type { Ask, Subject } from './subject'

export interface PictureSamples {
  /** count × height × width × channels. */
  generated: Uint8Array
  /** As many training pictures in a seeded order, or all. */
  real: Uint8Array
  shape: ImageShape
  /** Numbers in one picture. */
  size: number
  /** All training pictures. */
  dataset: PackedPictures
  /** A generated picture is meant to be like one training picture: the target of its input. */
  paired: boolean
  ask: Ask
}

interface Opening {
  dataset: PackedPictures
  count: number
  seed: number
  paired: boolean
}

const subject: Subject<'pictures', Opening, { pixels: Uint8Array }, PictureSamples> = {
  id: 'pictures',
  onRequest: false,
  options: [sampleCount],
  words: ({ exampleKind }) => ({
    title: 'Samples',
    intro: hasTargets(exampleKind)
      ? 'Pictures are generated from your inputs and compared with your targets: how far they are from them, and ' +
        'how diverse they are. It takes some seconds per epoch.'
      : 'Samples are drawn and compared with your pictures: how far they are from them, how diverse they are, ' +
        'and whether any is a copy. It takes some seconds per epoch.',
    action: 'Evaluate',
    doing: what => `Evaluating ${what}`
  }),
  refusal: (_, dataset) => (dataset ? null : 'Its pictures were deleted: there is nothing to compare with.'),
  open: async ({ dataset, count, seed, paired }, ask) => {
    const { shape } = dataset
    const real = await readPictures(dataset, permutation(dataset.count, 'reference', seed).subarray(0, count))
    const samples: PictureSamples = {
      generated: new Uint8Array(),
      real,
      shape,
      size: elementCount(shape),
      dataset,
      paired,
      ask
    }
    return {
      samples,
      next: ({ pixels }) => {
        samples.generated = pixels
      }
    }
  }
}
export default subject
