/** How a model's pictures are drawn once it is trained, or while it is: from what, and how. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Settings } from '../../shared/domain'
import type { LatentDistribution } from '../../shared/random'
import type { SamplingInput, SamplingInputOf } from '../../shared/sampling-inputs'
import type { Named, Networks } from './phase'

/** As a run has it, but that `choices` may be the dataset's classes, whose names only a run knows. */
export type DeclaredInput =
  | Exclude<SamplingInput, { kind: 'choice' }>
  | (Omit<SamplingInputOf<'choice'>, 'choices'> & { choices: readonly string[] | 'classes' })

export interface Sampling<N extends string = string> {
  /**
   * What it is drawn from; the window's controls, the command line's options and the messages follow from it. Each
   * reaches `draw` as a tensor under its key: a latent as [batch, size]; a choice as int32 [batch], its place; a number
   * as [batch]; a picture as [batch, height, width, channels] in [−1, 1].
   */
  inputs: (settings: Settings) => DeclaredInput[]
  /** Networks that it takes; their averages where the run keeps such. */
  networks: readonly N[]
  /**
   * Pictures in [−1, 1], [batch, height, width, channels], or points [batch, 2].
   * @param input by key; throws where it was not declared
   */
  draw(networks: Networks<N>, input: Named<Tensor>, state: Named<Variable>): Tensor
  /** Where there is an encoder: pictures in [−1, 1] → latents [batch, latent]. */
  encode?(networks: Networks<N>, pictures: Tensor, state: Named<Variable>): Tensor
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
  help: 'What the picture is made of.',
  kind: 'picture'
}

/** A number that is the same for all pictures or its own for each. */
export const numberInput = (input: Omit<SamplingInputOf<'number'>, 'kind'>): DeclaredInput => ({
  ...input,
  kind: 'number'
})

/** As a run has them. @param classes the dataset's, in label order */
export const samplingInputs = (
  sampling: Pick<Sampling, 'inputs'>,
  settings: Settings,
  classes: readonly string[]
): SamplingInput[] =>
  sampling
    .inputs(settings)
    .map(input =>
      input.kind === 'choice'
        ? { ...input, choices: [...(input.choices === 'classes' ? classes : input.choices)] }
        : input
    )
