/** What a model file says of a GAN. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../../shared/domain'
import type { Layer, NetworkFunction } from '../../../layers'
import type { ModelDefinition } from '../../definition'
import type { Phase, Rates } from '../../phase'
import type { Sampling } from '../../sampling'
import type { Courses } from './options'
import type { Growth } from '../growth'

/** A chain of layers, or a function of a scope and of the network's inputs. */
export type NetworkOfInputs = readonly Layer[] | NetworkFunction

export interface GanDeclaration extends Omit<ModelDefinition, Derived> {
  /**
   * [latent], and the class (or shares of classes) or the input picture where there is one → [height, width,
   * channels], or [2] where it makes points.
   */
  generator: (settings: Settings, stage: number) => NetworkOfInputs
  /**
   * The same, and the class where there is one → logits, [1]; for pairs [height, width, 2·channels], an input with its
   * target or with what G generated from it.
   */
  discriminator: (settings: Settings, stage: number) => NetworkOfInputs
  /**
   * joint (the default): one update of D on both sides of its loss, each batch normalised by itself. stacked: likewise,
   * both in one batch. separate: an update on the real batch, then one on the generated one.
   */
  discriminatorUpdates?: 'joint' | 'stacked' | 'separate'
  /** Where it grows while it trains: both networks' last input is then the share of the newest level, []. */
  grows?: Growth
  /** Numbers that move over the run instead of being what the settings say throughout. */
  courses?: (settings: Settings) => Courses
  /** Updates of the discriminator before each of the generator, each on a batch of its own; 1 where left out. */
  discriminatorSteps?: (settings: Settings) => number
  /**
   * The generator is given how much of each class a picture is to be, [classes], instead of a class: it can be asked
   * for what lies between two. For models that are conditioned on classes.
   */
  mixesClasses?: boolean
  /** Generated pictures are of classes that are drawn, each as likely as any other, and not those of the batch. */
  drawsClasses?: boolean
  /** What is added to the generator's loss for its kernels, by name: a scalar; null for nothing. */
  generatorPenalty?: (kernels: ReadonlyMap<string, Tensor>, settings: Settings) => Tensor | null
  /** Where the discriminator is not trained with the model's own rates. */
  discriminatorRates?: (settings: Settings) => Partial<Rates>
  /**
   * Where it is sampled from more than its latents, class and input: adds to what a GAN declares, and draws with it.
   */
  sampling?: (own: Sampling<GanNetwork>) => Sampling<GanNetwork>
  /**
   * Where it learns pairs: λ, the weight in G's loss of how far what it generates is from the target (Isola et al.
   * 2017, equation 4).
   */
  differenceWeight?: (settings: Settings) => number
}

type Derived =
  | 'networks'
  | 'phases'
  | 'batchesPerStep'
  | 'simultaneous'
  | 'alters'
  | 'plane'
  | 'stages'
  | 'sampling'
  | 'losses'
  | 'measures'
  | 'observes'
  | 'measure'
  | 'stepFlop'

export type GanNetwork = 'generator' | 'discriminator'
export type GanPhase = Phase<GanNetwork>
export type GanLoss = GanPhase['loss']
