/**
 * What a run's network has learnt about pictures, measured as in the DCGAN paper: a linear support vector machine tells
 * classes of held-out pictures by what the network's convolutions find in them. Where the dataset holds none out, which
 * are is drawn by the seed.
 */
import type { ImageShape, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { permutation } from '../../../shared/random'
import { Classification } from '../tools/classification'
import { readPictures, type PackedPictures } from '../tools/packed'
import type { Ask, Subject } from './subject'

/** By what the classes are told: features of the checkpoint's network, or of it untrained; or the pixels themselves. */
export type Look = 'network' | 'untrained' | 'pixels'

export interface ClassPictures {
  classes: number
  shape: ImageShape
  /**
   * Learns the classes by a look.
   * @returns the share of held-out pictures put in the right class, and numbers per picture; null where there is
   * nothing to go by
   */
  accuracy: (look: Look, share: (share: number) => void) => Promise<{ share: number; size: number } | null>
}

interface Opening {
  dataset: PackedPictures
  labels: Int32Array
  /** What the dataset itself holds out; null where that is nothing of a class. */
  apart: { dataset: PackedPictures; labels: Int32Array } | null
  classes: number
  training: number
  heldOut: number
  seed: number
}

/** The network that looks at pictures. */
export const looker = ({ encodes }: Pick<Run, 'encodes'>): string => (encodes ? 'encoder' : 'discriminator')

/** Pictures read and asked about at once. */
const atOnce = 64
/** What the features of the pictures to learn from may take. */
const mostBytes = 2 ** 31

const choices = (word: string, ...values: number[]) =>
  values.map(value => ({ value, label: `${word} ${value.toLocaleString('en')}` }))

const subject: Subject<'classes', Opening, null, ClassPictures> = {
  id: 'classes',
  onRequest: true,
  heldOut: 'beside',
  options: [
    {
      key: 'training',
      label: 'Pictures to learn from',
      short: 'Learnt from',
      default: 2000,
      min: 10,
      max: 20_000,
      choices: choices('Learn from', 500, 2000, 10_000)
    },
    {
      key: 'heldOut',
      label: 'Pictures held out',
      short: 'Held out',
      default: 1000,
      min: 10,
      max: 20_000,
      choices: choices('Hold out', 250, 1000, 5000)
    }
  ],
  words: run => ({
    title: `What the ${looker(run)} knows of classes`,
    intro:
      'A linear SVM learns your classes from some pictures and is asked about others: by what ' +
      `the ${looker(run)}’s convolutions find in them, by what they found before they had learnt anything, and ` +
      'by the pixels alone.',
    action: 'Tell classes apart',
    doing: what => `Telling classes apart, ${what}`
  }),
  refusal: (run, dataset) => {
    if (!dataset) return 'Its pictures were deleted.'
    return dataset.labels.length >= 2
      ? null
      : 'Your pictures have no classes that could be told apart. With one sub-folder for each class, named after ' +
          `it (cats/1.png, dogs/2.png), a run shows here whether its ${looker(run)} tells them apart.`
  },
  fit: ({ training = 0, heldOut = 0 }, { name, labels }, labelled) => {
    if (labels.length < 2) {
      throw new StudioError(
        'bad-input',
        `The pictures of "${name}" have no classes that could be told apart. Put them in one sub-folder for ` +
          'each class, named after it (cats/1.png, dogs/2.png), import the folder again, and train on that.'
      )
    }
    if (labelled.heldOut > 1 && labelled.trained > 1)
      return { training: Math.min(training, labelled.trained), heldOut: Math.min(heldOut, labelled.heldOut) }
    // At most a third of the pictures is held out.
    const held = Math.min(heldOut, Math.floor(labelled.trained / 3))
    if (held < 2)
      throw new StudioError(
        'bad-input',
        `"${name}" has ${labelled.trained} pictures with a class. Telling classes apart needs at least 6: some to ` +
          'learn from, some to be asked about.'
      )
    return { training: Math.min(training, labelled.trained - held), heldOut: held }
  },
  open: async ({ dataset, labels, apart, classes, training, heldOut, seed }, ask) => {
    const order = labelledIn(labels, seed)
    const own = { dataset, labels }
    const split = {
      classes,
      seed,
      learnt: { ...own, places: order.slice(0, training) },
      held: apart
        ? { ...apart, places: labelledIn(apart.labels, seed).slice(0, heldOut) }
        : { ...own, places: order.slice(training, training + heldOut) }
    }
    return {
      samples: { classes, shape: dataset.shape, accuracy: (look, share) => accuracy(split, lookOf(look, ask), share) },
      next: () => undefined
    }
  }
}
export default subject

/** Places of those that have a class, in an order drawn by the seed. */
const labelledIn = (labels: Int32Array, seed: number): Int32Array =>
  permutation(labels.length, 'split', seed).filter(place => (labels[place] ?? -1) >= 0)

type Looked = { size: number; rows: Float32Array | Uint8Array }
type Looking = (pixels: Uint8Array, count: number) => Promise<Looked | null>

const lookOf =
  (look: Look, ask: Ask): Looking =>
  async (pixels, count) =>
    look === 'pixels' ? { size: pixels.length / count, rows: pixels } : ask('features', { look, pixels, count })

interface Chosen {
  dataset: PackedPictures
  labels: Int32Array
  places: Int32Array
}

interface Split {
  classes: number
  seed: number
  learnt: Chosen
  held: Chosen
}

const labelsOf = ({ labels }: Chosen, places: Int32Array): Int32Array => places.map(place => labels[place] ?? 0)

async function accuracy(
  { classes, seed, learnt, held }: Split,
  look: Looking,
  share: (share: number) => void
): Promise<{ share: number; size: number } | null> {
  let machine: Classification | null = null
  let size = 0
  for (const { places, done } of blocks(learnt.places)) {
    const found = await look(await readPictures(learnt.dataset, places), places.length)
    if (!found) return null
    size = found.size
    machine ??= begin({ labels: labelsOf(learnt, learnt.places), classes, size, seed })
    machine.add(found.rows)
    share(0.3 * done)
  }
  if (!machine) return null
  machine.learn(part => share(0.3 + 0.5 * part))
  let right = 0
  for (const { places, done } of blocks(held.places)) {
    const found = await look(await readPictures(held.dataset, places), places.length)
    if (found) right += machine.right(found.rows, labelsOf(held, places))
    share(0.8 + 0.2 * done)
  }
  return { share: right / held.places.length, size }
}

function begin(examples: { labels: Int32Array; classes: number; size: number; seed: number }): Classification {
  const most = Math.floor(mostBytes / 4 / examples.size)
  const { length } = examples.labels
  if (length > most)
    throw new StudioError(
      'bad-input',
      `${length} pictures of ${examples.size} numbers each do not fit in memory. Learn from ${most} pictures or fewer.`
    )
  return new Classification(examples)
}

const blocks = (places: Int32Array): { places: Int32Array; done: number }[] =>
  Array.from({ length: Math.ceil(places.length / atOnce) }, (_, i) => ({
    places: places.slice(i * atOnce, (i + 1) * atOnce),
    done: Math.min(1, ((i + 1) * atOnce) / places.length)
  }))
