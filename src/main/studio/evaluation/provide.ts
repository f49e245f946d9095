/**
 * The studio's end of each subject: where its training examples lie, what each checkpoint makes, and what the thread
 * asks meanwhile.
 */
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import features from '../../engine/calls/features'
import type { PackedDataset } from '../../engine/protocol'
import type { SubjectId } from '../../metrics'
import { translates } from '../../../shared/sheet-kinds'
import { directionInput } from '../../models/sampling'
import { packedPictures } from '../../metrics/tools/packed'
import type { Orders } from '../../metrics/thread/orders'
import type { StoredImage } from '../../store/datasets'
import type { StoredCheckpoint } from '../../store/history'
import type { Context } from '../context'
import { drawn, partOf, pictureInputOf } from '../explore/asked'
import { picturesOf, samplesOf } from '../explore/explore'
import { drawInputs } from '../explore/condition'
import type { Answers } from './evaluator'

export interface Provider {
  opening: Orders['open']['order']
  /** What a checkpoint makes. @param share called with 0 to 1 */
  next: (checkpoint: StoredCheckpoint, share: (share: number) => void) => Promise<Orders['next']['order']>
  answers: Answers
}

interface Wanted {
  subject: SubjectId
  dataset: PackedDataset
  settings: Readonly<Record<string, number>>
  signal: AbortSignal
}

export function provide(context: Context, run: Run, wanted: Wanted): Provider {
  return providers[wanted.subject](context, run, { ...wanted, ...numbersIn(wanted.settings) })
}

interface Numbers {
  seed: number
  samples: number
  training: number
  heldOut: number
}

const numbersIn = ({
  seed = 0,
  samples = 0,
  training = 0,
  heldOut = 0
}: Readonly<Record<string, number>>): Numbers => ({ seed, samples, training, heldOut })

/** Samples drawn at once, between two looks at whether it was cancelled. */
const atOnce = 64

const providers: { [S in SubjectId]: (context: Context, run: Run, wanted: Wanted & Numbers) => Provider } = {
  pictures: (context, run, { dataset, samples, seed, signal }) => ({
    opening: {
      subject: 'pictures',
      of: {
        dataset: packedPictures(dataset),
        count: Math.min(samples, packedPictures(dataset).count),
        seed,
        paired: run.exampleKind === 'pairs'
      }
    },
    next: async (checkpoint, share) => ({
      subject: 'pictures',
      of: { pixels: await draw(context, run, checkpoint, { dataset, samples, seed, signal }, share) }
    }),
    answers: {
      features: neverAsked,
      files: async places =>
        places.map(place =>
          run.dataset ? fileOf(context.store.datasets.images(run.dataset, before(dataset) + place, 1)[0]) : ''
        )
    }
  }),

  points: ({ store, sampler }, run, { dataset, samples, seed, signal }) => ({
    opening: { subject: 'points', of: { path: dataset.path } },
    next: async ({ epoch }, share) => {
      const { points = new Float32Array() } = await samplesOf(store, sampler, run, epoch, drawn(run, seed, samples))
      signal.throwIfAborted()
      share(1)
      return { subject: 'points', of: { points } }
    },
    answers: { features: neverAsked, files: neverAsked }
  }),

  classes: ({ store, sampler }, run, { dataset, training, heldOut, seed, signal }) => {
    let network: string | null = null
    return {
      opening: {
        subject: 'classes',
        of: {
          // All of them, whichever domain they are of.
          dataset: packedPictures(
            dataset.exampleKind === 'domains' ? { ...dataset, exampleKind: 'pictures' } : dataset
          ),
          labels: dataset.labels ?? new Int32Array(dataset.count).fill(-1),
          training,
          heldOut,
          seed,
          classes: run.dataset ? store.datasets.get(run.dataset).labels.length : 0
        }
      },
      next: async ({ path }, share) => {
        network = path
        share(1)
        return { subject: 'classes', of: null }
      },
      answers: {
        files: neverAsked,
        features: async ({ look, pixels, count }) => {
          const { model, settings } = run
          const { size, values } = await sampler.ask(
            features,
            {
              model,
              settings,
              seed: run.seed,
              checkpoint: look === 'network' ? network : null,
              pixels,
              count
            },
            { signal }
          )
          signal.throwIfAborted()
          return size === 0 ? null : { size, rows: values }
        }
      }
    }
  }
}

const neverAsked = (): Promise<never> =>
  Promise.reject(new StudioError('internal', 'The thread of metrics asked for what its subject does not have.'))

interface Drawing {
  dataset: PackedDataset
  samples: number
  seed: number
  signal: AbortSignal
}

/** Pictures of the other domain, which nothing is compared with, lie before those of the one that is. */
const before = (dataset: PackedDataset): number =>
  dataset.exampleKind === 'domains' ? packedPictures(dataset, 'input').count : 0

/** What latents drawn by the seed become; of pairs, with inputs drawn by it too; of domains, pictures of the first. */
async function draw(
  { store, sampler }: Context,
  run: Run,
  { epoch }: StoredCheckpoint,
  { dataset, samples, seed, signal }: Drawing,
  share: (share: number) => void
): Promise<Uint8Array> {
  const conditions = translates(run.exampleKind)
    ? { [pictureInputOf(run).key]: await drawInputs(dataset, seed, samples) }
    : {}
  const asked = drawn(run, seed, samples, run.exampleKind === 'domains' ? { [directionInput.key]: 0 } : {}, conditions)
  const each = run.image[0] * run.image[1] * run.image[2]
  const pixels = new Uint8Array(samples * each)
  for (let first = 0; first < samples; first += atOnce) {
    const some = await picturesOf(store, sampler, run, epoch, partOf(asked, first, Math.min(atOnce, samples - first)))
    signal.throwIfAborted()
    pixels.set(some.pixels, first * each)
    share(Math.min(1, (first + atOnce) / samples))
  }
  return pixels
}

/** Where the picture that was compared with comes from: of a pair, the target's file. */
const fileOf = (image: StoredImage | undefined): string => image?.partner ?? image?.path ?? ''
