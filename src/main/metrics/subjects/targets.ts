/** What a checkpoint makes of inputs of training pairs, each beside the target of the same pair. */
import { elementCount } from '../../lib/shape'
import type { ImageShape } from '../../../shared/domain'
import { readPictures, type PackedPictures } from '../tools/packed'
import { sampleCount } from './sample-count'
import type { Subject } from './subject'

export interface TargetSamples {
  /** Each count × height × width × channels, pair by pair. */
  inputs: Uint8Array
  generated: Uint8Array
  targets: Uint8Array
  shape: ImageShape
  /** Numbers in one picture. */
  size: number
}

interface Opening {
  inputs: PackedPictures
  targets: PackedPictures
  /** Of the pairs among all. */
  places: Int32Array
}

const subject: Subject<'targets', Opening, { pixels: Uint8Array }, TargetSamples> = {
  id: 'targets',
  onRequest: false,
  options: [sampleCount],
  heldOut: 'instead',
  words: ({ heldOutCount }) => ({
    title: 'Beside the targets',
    intro:
      'Inputs are translated, and each is compared with the target of its own pair, pixel by pixel. They are ' +
      (heldOutCount > 0
        ? 'the pairs that are held out: the run has never seen them.'
        : 'pairs that the run learns from: what it has never seen comes out worse.'),
    action: 'Compare with targets',
    doing: what => `Comparing ${what} with targets`
  }),
  refusal: (_, dataset) => (dataset ? null : 'Its pairs were deleted: there are no targets to compare with.'),
  fit: ({ samples = 0 }, { exampleCount }) => ({ samples: Math.min(samples, exampleCount) }),
  open: async ({ inputs, targets, places }) => {
    const { shape } = targets
    const samples: TargetSamples = {
      inputs: await readPictures(inputs, places),
      generated: new Uint8Array(),
      targets: await readPictures(targets, places),
      shape,
      size: elementCount(shape)
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
