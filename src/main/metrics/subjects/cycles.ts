/** Pictures of two domains, what a checkpoint makes of them, and what comes back of that, either way. */
import { elementCount } from '../../lib/shape'
import type { ImageShape } from '../../../shared/domain'
import { directionsOf } from '../../../shared/sampling-knobs'
import { readPictures, type PackedPictures } from '../tools/packed'
import { sampleCount } from './sample-count'
import type { Subject } from './subject'

/** From one domain to the other; each count × height × width × channels. */
export interface Way {
  /** "photos → paintings". */
  words: string
  inputs: Uint8Array
  generated: Uint8Array
  back: Uint8Array
  /** Pictures of the other domain. */
  real: Uint8Array
}

export interface CycleSamples {
  ways: [there: Way, back: Way]
  shape: ImageShape
  /** Numbers in one picture. */
  size: number
}

type Both<T> = [first: T, second: T]

interface Opening {
  domains: Both<{ pictures: PackedPictures; places: Int32Array }>
  /** Of either way. */
  words: readonly [there: string, back: string]
}
/** Of pictures of either domain: what is generated of them, and of that. */
type Generated = Both<{ generated: Uint8Array; back: Uint8Array }>

const subject: Subject<'cycles', Opening, Generated, CycleSamples> = {
  id: 'cycles',
  onRequest: false,
  options: [sampleCount],
  heldOut: 'instead',
  words: run => {
    const ways = directionsOf(run)?.join(', and ') ?? 'both ways'
    return {
      title: 'Translations',
      intro:
        `Pictures of either folder are translated (${ways}) and compared with those of the other folder; then ` +
        'they are translated back and compared with themselves. They are pictures that ' +
        (run.heldOutCount > 0 ? 'are held out, where both folders have some' : 'the run learns from') +
        '. It takes some seconds for each epoch.',
      action: 'Evaluate',
      doing: what => `Evaluating ${what}`
    }
  },
  refusal: (_, dataset) => (dataset ? null : 'Its pictures were deleted: there is nothing to compare with.'),
  fit: ({ samples = 0 }, { exampleCount }) => ({ samples: Math.min(samples, exampleCount) }),
  open: async ({ domains: [a, b], words }) => {
    const [first, second] = [await readPictures(a.pictures, a.places), await readPictures(b.pictures, b.places)]
    const { shape } = a.pictures
    const none = { generated: new Uint8Array(), back: new Uint8Array() }
    const samples: CycleSamples = {
      ways: [
        { words: words[0], inputs: first, real: second, ...none },
        { words: words[1], inputs: second, real: first, ...none }
      ],
      shape,
      size: elementCount(shape)
    }
    return {
      samples,
      next: generated => {
        samples.ways = [
          { ...samples.ways[0], ...generated[0] },
          { ...samples.ways[1], ...generated[1] }
        ]
      }
    }
  }
}
export default subject
