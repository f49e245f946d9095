/**
 * The studio's end of each subject: where its training examples lie, what each checkpoint makes, and what the thread
 * asks meanwhile.
 */
import { elementCount } from '../../lib/shape'
import type { Direction, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import features from '../../engine/calls/features'
import type { PackedDataset } from '../../engine/protocol'
import type { Progress, WorkOptions } from '../../lib/progress'
import type { SubjectId } from '../../metrics'
import { permutation } from '../../../shared/random'
import { directionKey, directionsOf, pictureOf } from '../../../shared/sampling-knobs'
import { hasTargets } from '../../models/examples'
import { exampleOf, packedPictures, readPictures, type PackedPictures } from '../../metrics/tools/packed'
import type { Orders } from '../../metrics/thread/orders'
import type { StoredImage } from '../../store/datasets'
import type { StoredCheckpoint } from '../../store/history'
import type { Context } from '../context'
import { drawn, pictureInputOf, type Asked } from '../explore/asked'
import { picturesOf, samplesOf } from '../explore/explore'
import { drawInputs } from '../explore/condition'
import { trainedOn } from '../training/trained-on'
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
  /** What is held out, where that is wanted beside it. */
  apart: PackedDataset | null
  /** How many classes there are. */
  classes: number
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

/** Progress of work whose share alone is wanted. */
const asShare =
  (share: (share: number) => void): Progress =>
  ({ done, total }) =>
    share(total === null ? 0 : done / total)

const providers: { [S in SubjectId]: (context: Context, run: Run, wanted: Wanted & Numbers) => Provider } = {
  pictures: (context, run, { dataset, samples, seed, signal }) => ({
    opening: {
      subject: 'pictures',
      of: {
        dataset: packedPictures(dataset),
        count: Math.min(samples, packedPictures(dataset).count),
        seed,
        paired: hasTargets(run.exampleKind)
      }
    },
    next: async (checkpoint, share) => ({
      subject: 'pictures',
      of: { pixels: await draw(context, run, checkpoint, { dataset, samples, seed, signal }, share) }
    }),
    answers: {
      features: neverAsked,
      files: async places => {
        const images = run.dataset ? trainedOn(context.store, run, run.dataset).images : []
        return places.map(place => fileOf(images[exampleOf(dataset, place)]))
      }
    }
  }),

  targets: (context, run, { dataset, samples, seed, signal }) => {
    const inputs = packedPictures(dataset, 'input')
    const places = permutation(dataset.count, 'targets', seed).slice(0, samples)
    return {
      opening: { subject: 'targets', of: { inputs, targets: packedPictures(dataset), places } },
      next: async (checkpoint, share) => {
        const given = await readPictures(inputs, places)
        return {
          subject: 'targets',
          of: { pixels: await translated(context, run, checkpoint, given, { seed, signal }, share) }
        }
      },
      answers: noAnswers
    }
  },

  cycles: (context, run, { dataset, samples, seed, signal }) => {
    const domains = (['input', 'target'] as const).map(which => {
      const pictures = packedPictures(dataset, which)
      return { pictures, places: permutation(pictures.count, which, seed).slice(0, samples) }
    }) as [Domain, Domain]
    return {
      opening: { subject: 'cycles', of: { domains, words: directionsOf(run) ?? ['there', 'back'] } },
      next: async (checkpoint, share) => {
        const way = async (direction: Direction): Promise<{ generated: Uint8Array; back: Uint8Array }> => {
          const { pictures, places } = domains[direction]
          const translate = (given: Uint8Array, way: Direction, done: number): Promise<Uint8Array> =>
            translated(context, run, checkpoint, given, { seed, signal, way }, part => share((done + part) / 4))
          const generated = await translate(await readPictures(pictures, places), direction, 2 * direction)
          return { generated, back: await translate(generated, direction === 0 ? 1 : 0, 2 * direction + 1) }
        }
        return { subject: 'cycles', of: [await way(0), await way(1)] }
      },
      answers: noAnswers
    }
  },

  points: (context, run, { dataset, samples, seed, signal }) => ({
    opening: { subject: 'points', of: { path: dataset.path } },
    next: async ({ epoch }, share) => {
      const work = { signal, progress: asShare(share) }
      const { points = new Float32Array() } = await samplesOf(context, run, epoch, drawn(run, seed, samples), work)
      return { subject: 'points', of: { points } }
    },
    answers: { features: neverAsked, files: neverAsked }
  }),

  classes: ({ sampler }, run, { dataset, apart, classes, training, heldOut, seed, signal }) => {
    let network: string | null = null
    return {
      opening: {
        subject: 'classes',
        of: {
          dataset: packedPictures(dataset),
          labels: labelsIn(dataset),
          apart:
            apart && labelsIn(apart).filter(label => label >= 0).length > 1
              ? { dataset: packedPictures(apart), labels: labelsIn(apart) }
              : null,
          training,
          heldOut,
          seed,
          classes
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

const labelsIn = ({ labels, count }: PackedDataset): Int32Array => labels ?? new Int32Array(count).fill(-1)

const neverAsked = (): Promise<never> =>
  Promise.reject(new StudioError('internal', 'The thread of metrics asked for what its subject does not have.'))

const noAnswers: Answers = { features: neverAsked, files: neverAsked }

interface Domain {
  pictures: PackedPictures
  places: Int32Array
}

interface Drawing {
  dataset: PackedDataset
  samples: number
  seed: number
  signal: AbortSignal
}

/** What latents drawn by the seed become; of pairs, with inputs drawn by it too. */
async function draw(
  context: Context,
  run: Run,
  checkpoint: StoredCheckpoint,
  { dataset, samples, seed, signal }: Drawing,
  share: (share: number) => void
): Promise<Uint8Array> {
  const input = pictureOf(run)
  const conditions = input ? { [input.key]: await drawInputs(dataset, seed, samples) } : {}
  return pixelsOf(context, run, checkpoint, drawn(run, seed, samples, {}, conditions), {
    signal,
    progress: asShare(share)
  })
}

/** What is generated of pictures. @param given count × height × width × channels @param way of domains: which */
function translated(
  context: Context,
  run: Run,
  checkpoint: StoredCheckpoint,
  given: Uint8Array,
  { seed, signal, way }: { seed: number; signal: AbortSignal; way?: Direction },
  share: (share: number) => void
): Promise<Uint8Array> {
  const set: Record<string, number> = way === undefined ? {} : { [directionKey]: way }
  const asked = drawn(run, seed, given.length / elementCount(run.image), set, { [pictureInputOf(run).key]: given })
  return pixelsOf(context, run, checkpoint, asked, { signal, progress: asShare(share) })
}

async function pixelsOf(
  context: Context,
  run: Run,
  { epoch }: StoredCheckpoint,
  asked: Asked,
  work: WorkOptions
): Promise<Uint8Array> {
  return (await picturesOf(context, run, epoch, asked, work)).pixels
}

/** Where the picture that was compared with comes from: of a pair, the target's file. */
const fileOf = (image: StoredImage | undefined): string => image?.partner ?? image?.path ?? ''
