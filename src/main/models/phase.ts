/**
 * How a model is trained: a list of phases, each an update of some of its networks. What all phases share
 * (micro-batches, loss scale, clipping, schedule, optimiser, averages) is the engine's and is written once, in
 * src/main/engine/step.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Settings } from '../../shared/domain'
import type { Course } from '../schedules/tools/course'

/**
 * What an example can have. Kinds of example add theirs (`examples`): pictures are [batch, height, width, channels] in
 * [−1, 1], points [batch, 2].
 */
export interface ExampleColumns {
  /** Its class: int32 [batch]. */
  label: Tensor
}
export type Column = keyof ExampleColumns
/** Columns of a batch. Reading one that the examples do not have throws. */
export type Batch<C extends string = Column> = Readonly<Record<C, Tensor>>
/** By name. @throws Error for an unknown one */
export type Named<T> = (name: string) => T

export interface PassOptions {
  /** Draws are keyed by the step instead of the phase: a pass of the same name in another phase draws the same. */
  shared?: boolean
}

/** A network as phases use it. Several passes in one phase draw different numbers. */
export interface NetworkCall {
  /** [batch, …] for each input → [batch, …]. @throws Error where the network has several outputs */
  (...inputs: Tensor[]): Tensor
  /** Every output. */
  all: (...inputs: Tensor[]) => Tensor[]
  /** The same network, with a name for its passes: their draws are keyed by it and not by how many came before. */
  as: (name: string, options?: PassOptions) => NetworkCall
  /** True where an example's output depends on the rest of its batch (batch norm). */
  readonly couplesBatch: boolean
  /** Shapes of what it takes, one example each. */
  readonly inputs: readonly (readonly number[])[]
  /** What it learns that has two axes or more, by name: kernels and tables, for penalties on them. */
  readonly kernels: ReadonlyMap<string, Tensor>
}
export type Networks<N extends string = string> = Readonly<Record<N, NetworkCall>>

/**
 * Random numbers for every example: [examples, …shape], keyed by seed, phase, name and step. A batch that is worked
 * through in parts draws the same as one that is not.
 */
export interface ExampleDraws {
  normal: (name: string, shape: readonly number[]) => Tensor
  /** In [0, 1). */
  uniform: (name: string, shape: readonly number[]) => Tensor
  /** Keyed without the phase: every phase draws the same under one name. */
  shared: Omit<ExampleDraws, 'shared'>
}

export interface PhaseTools {
  draw: ExampleDraws
  /**
   * Scalars, means over the examples: what the model's loss curves show. One that several phases report is their sum.
   */
  report: (curves: Readonly<Record<string, Tensor>>) => void
  /**
   * Tensors [examples, …], without their gradients: for later phases of the step, for `after` and for the model's
   * `measure`.
   */
  record: (values: Readonly<Record<string, Tensor>>) => void
  /** What an earlier phase of the step recorded of these examples. @throws Error where none did */
  recorded: Named<Tensor>
  /** The model's own variables beside its weights. */
  state: Named<Variable>
  /** Steps done before this one: float32 scalar. */
  step: Tensor
  /** How much of the run is done, 0 to 1: float32 scalar. */
  progress: Tensor
}

/** An optimiser's numbers as a model has them. */
export interface Rates {
  /** Or how it moves over the run. */
  learningRate: number | Course
  beta1: number
  beta2: number | Course
  epsilon: number
}

export interface Phase<N extends string = string, C extends string = Column> {
  /** Its own within the model: keys its draws. Where no phase reports a curve of this name, the loss is it. */
  name: string
  /** Networks whose weights it moves. Phases that train the same networks share an optimiser and its state. */
  trains: readonly N[]
  /** So many updates each step, each on a batch of its own; 1 where left out. */
  batches?: number
  /**
   * Due every so many steps, from the first on; 1 where left out. Its loss is multiplied by it, and the optimiser's
   * rate and betas are corrected for the updates it adds (Karras et al. 2020, appendix B: lazy regularisation).
   */
  interval?: number
  /** Its loss is a mean over examples of what each gives by itself. */
  separable?: boolean
  /** Networks whose gradient is part of the loss: it is differentiated again. */
  secondOrder?: readonly N[]
  /** Where its networks are not trained with the model's own rates. */
  rates?: Partial<Rates>
  /** @returns scalar, a mean over the examples */
  loss(batch: Batch<C>, networks: Networks<N>, tools: PhaseTools): Tensor
  /** Runs once at the end of a step in which it was due. @param recorded what it recorded, of the whole batch */
  after?(recorded: Named<Tensor>, tools: Pick<PhaseTools, 'state' | 'step' | 'progress'>): void
}

/** A variable that a model keeps beside its weights, from a number throughout; it is in checkpoints under its name. */
export interface StateVariable {
  shape: readonly number[]
  initial: number
}

/** How training pictures are changed before a network sees them, told by itself so that it can be shown. */
export interface Alteration {
  /** Keys of the settings that have a say in it. */
  settings: readonly string[]
  /** The phase whose draws it takes. */
  phase: string
  /** When it comes to what is shown, where that is not from the first step on: a plain sentence. */
  words?: string
  /** What state it is shown with, where it depends on that. */
  state?: Readonly<Record<string, number>>
  /**
   * The pictures of a batch as a network sees them, [examples, height, width, channels] for each picture of an example;
   * null where these settings leave them as they are. The same code as the training step's.
   */
  seen: (settings: Settings) => ((batch: Batch, tools: AlterationTools) => Tensor[]) | null
}

export interface AlterationTools extends Pick<PhaseTools, 'draw' | 'progress'> {
  state: Named<Tensor>
}

/** What a discriminator of points makes of the plane, and which way the generator's loss pulls its points. */
export interface Plane {
  /** How real places look, 0 to 1: [places, 2] → [places]. */
  real: (networks: Networks, places: Tensor) => Tensor
  /** The generator's loss for points that it has generated, [points, 2] → scalar; null where it needs real ones too. */
  loss: ((networks: Networks, points: Tensor) => Tensor) | null
}
