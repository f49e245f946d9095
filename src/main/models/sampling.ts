/** How a model's pictures are drawn once it is trained, or while it is: from what, and how. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Settings } from '../../shared/domain'
import type { LatentDistribution } from '../../shared/random'
import type { SamplingInput, SamplingInputOf } from '../../shared/sampling-inputs'
import { directionKey } from '../../shared/sampling-knobs'
import { tf } from '../tensors/tf'
import type { Named, Networks } from './phase'

/**
 * As a run has it, but that `choices` may be the dataset's classes, or the ways between its two domains: their names
 * only a run knows.
 */
export type DeclaredInput =
  | Exclude<SamplingInput, { kind: 'choice' }>
  | (Omit<SamplingInputOf<'choice'>, 'choices'> & { choices: DeclaredChoices })

type DeclaredChoices = readonly string[] | 'classes' | 'directions'

/** Where directions that change pictures lie, if not where latents are drawn: a StyleGAN's styles. */
export interface DirectionSpace<N extends string = string> {
  /** What a choice among the inputs has to be for latents to lie there. */
  choice: { key: string; value: number }
  /** Latents as they are there, whatever that choice says: [batch, latent]. */
  latents(networks: Networks<N>, input: Named<Tensor>, state: Named<Variable>, settings: Settings): Tensor
  /** Layers that read latents of that space, each affine in them: their weights are what is factorised. */
  reads(network: string, kind: string): boolean
}

export interface Sampling<N extends string = string> {
  /**
   * What it is drawn from; the window's controls, the command line's options and the messages follow from it. Each
   * reaches `draw` as a tensor under its key: a latent as [batch, size], and so a seed of a latent; a choice as int32
   * [batch], its place, and so any other seed; a number as [batch]; a picture as [batch, height, width, channels] in
   * [−1, 1].
   */
  inputs: (settings: Settings) => DeclaredInput[]
  /** Networks that it takes; their averages where the run keeps such. */
  networks: readonly N[]
  /**
   * Pictures in [−1, 1], [batch, height, width, channels], or points [batch, 2].
   * @param input by key; throws where it was not declared
   */
  draw(networks: Networks<N>, input: Named<Tensor>, state: Named<Variable>, settings: Settings): Tensor
  /** Where there is an encoder: pictures in [−1, 1] → latents [batch, latent]. */
  encode?(networks: Networks<N>, pictures: Tensor, state: Named<Variable>): Tensor
  directions?: DirectionSpace<N>
  /** One picture at a time, as the papers on translation have it; each of its choices is compiled by itself. */
  oneByOne?: boolean
  /**
   * Networks draw as they are trained: norms look at the picture itself instead of at moving statistics, and dropout
   * stays on. Its masks follow from the latent.
   */
  asInTraining?(settings: Settings): boolean
  /** Where its networks are convolutions all through: they take pictures of any sides that this divides. */
  anySize?(settings: Settings): { multiple: number }
}

export const latentsInput = (size: number, distribution: LatentDistribution): DeclaredInput => ({
  key: 'latents',
  label: 'Latent',
  help: 'The numbers that say which picture it is.',
  kind: 'latent',
  size,
  distribution
})

/** The class of the picture, out of the dataset's. */
export const classInput: DeclaredInput = {
  key: 'class',
  label: 'Class',
  help: 'Which class the picture is of.',
  kind: 'choice',
  choices: 'classes'
}

/** A picture that another is made of. */
export const pictureInput: DeclaredInput = {
  key: 'input',
  label: 'Input',
  help: 'The picture that it is generated from.',
  kind: 'picture'
}

/** Which way a model of two domains translates: from the first to the second, or back. */
export const directionInput = {
  key: directionKey,
  label: 'Direction',
  help: 'From which of the two folders to which: pictures like those of the first become like those of the second.',
  kind: 'choice',
  choices: 'directions'
} satisfies DeclaredInput

/** A number that is the same for all pictures or its own for each. */
export const numberInput = (input: Omit<SamplingInputOf<'number'>, 'kind'>): DeclaredInput => ({
  ...input,
  kind: 'number'
})

/** What a dataset of such labels, in their order, has to choose from. */
const named = (choices: DeclaredChoices, labels: readonly string[]): readonly string[] => {
  if (choices === 'classes') return labels
  if (choices !== 'directions') return choices
  const [a, b] = labels
  return a === undefined || b === undefined ? [] : [`${a} → ${b}`, `${b} → ${a}`]
}

/** How many there are to choose from; null where the dataset says. */
export const choiceCount = (choices: DeclaredChoices): number | null =>
  choices === 'classes' ? null : choices === 'directions' ? 2 : choices.length

/** As a run has them. @param labels the dataset's, in their order: names of its classes, or of its two domains */
export const samplingInputs = (
  sampling: Pick<Sampling, 'inputs'>,
  settings: Settings,
  labels: readonly string[]
): SamplingInput[] =>
  sampling
    .inputs(settings)
    .map(input => (input.kind === 'choice' ? { ...input, choices: [...named(input.choices, labels)] } : input))

/** Choices that are settled before anything is computed, by the tensors that stand for them. */
const settled = new WeakMap<Tensor, number>()

/** A choice's tensor, int32 [batch], of which it is known that it is this one throughout. */
export function settledChoice(choice: Tensor, value: number): Tensor {
  settled.set(choice, value)
  return choice
}

/**
 * One of several by a choice's place. Where it is settled before, only that one is computed; else all, and each example
 * takes its own.
 * @param options [batch, height, width, channels] each
 */
export function chosenBy(choice: Tensor, options: readonly (() => Tensor)[]): Tensor {
  const known = options[settled.get(choice) ?? -1]
  if (known) return known()
  const [first, ...others] = options.map(option => option())
  if (!first) throw new Error('There is nothing to choose from.')
  return others.reduce(
    (made, other, i) => tf.where(tf.reshape(tf.equal(choice, i + 1), [-1, 1, 1, 1]), other, made),
    first
  )
}
