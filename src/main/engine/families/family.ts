/** What a family of models brings to the engine: how its training step is built, and how its pictures are drawn. */
import type { Variable } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../shared/domain'
import type { ModelDefinition } from '../../models/definition'
import type { Network } from '../network'
import type { Ops } from '../ops'
import type { Method, Program, ProgramDefinition, Table, TypedArray } from '../program'
import type { SamplePixels, TrainOrder } from '../protocol'

export interface GalleryOrder extends Pick<TrainOrder, 'sampleLatents' | 'sampleLabels' | 'sampleColumns' | 'sampleCount'> {
  /** Training examples to be reconstructed or translated, as they are packed; null where latents alone are drawn. */
  pictures: Uint8Array | null
}

export interface BuildOptions<M extends ModelDefinition = ModelDefinition> {
  model: M
  settings: Settings
  seed: number
  batchSize: number
  /** Pictures to sample at once. */
  sampleCount: number
  /** The dataset, a packed example a row: inside the program, or fed batch by batch where null. */
  table: Table | null
  /** Steps of the whole run, which schedules of the learning rate go by. */
  totalSteps?: number
  /** By network: how many of its first learned layers stay as they are. */
  frozen?: Readonly<Record<string, number>>
  /** At least so many parts, where the settings' own number needs more memory than there is. */
  parts?: number
  /** The engine's own by default; plain tfjs to compare with. */
  ops?: Ops
}

/**
 * A training program. Its methods:
 * - `step` {step: int32 [], indices: int32 [batch]} (or `pixels`: uint8 [batch, height·width·channels] without a table,
 *   or `points`: float32 [batch, 2] where the model learns points; where it learns pairs, a row is a pair as it is packed;
 *   with `labels`: int32 [batch] where the model is told classes) → losses: float32, one for each of the model's
 *   `losses`, and whatever `measure` reads; where losses are scaled (loss-scale.ts), overflow: float32 [], the worst of what
 *   became of its updates. `step` counts the steps done before.
 * - `sample` {latents: float32 [n, latent]} (and `labels`: int32 [n]; `conditions`: uint8 [n, height·width·channels], the
 *   pictures to translate, where it learns pairs) → pixels: int32 [n, height, width, channels], 0 to 255; or points:
 *   float32 [n, 2]. n is sampleCount, or a third of it where a sheet shows translations.
 */
export interface Built {
  definition: ProgramDefinition
  /** In the order of the model's own list; the first draws pictures. */
  networks: readonly Network[]
  image: ImageShape
  latent: number
  /** Parts in which a batch is worked through, one after another. */
  parts: number
  /** What an epoch shows: by default, what `sample` makes of the order's latents. */
  gallery: (program: Program, order: GalleryOrder) => Promise<SamplePixels>
  /** One step's `measures` of the model, by key, out of its outputs. */
  measure: (outputs: Record<string, TypedArray>) => Record<string, number>
  dispose: () => void
}

/** What draws pictures from latents, apart from training. */
export interface Drawer {
  /** By the names they have in checkpoints. */
  variables: ReadonlyMap<string, Variable>
  /** `sample`, as in training, for so many pictures at once. */
  sample: (count: number) => Method
  /** Where there is an encoder: pixels: uint8 [count, height·width·channels] → latents: float32 [count, latent]. */
  encode?: (count: number) => Method
  dispose: () => void
}

export interface Family<M extends ModelDefinition = ModelDefinition> {
  build(options: BuildOptions<M>): Built
  drawer(model: M, settings: Settings): Drawer
}
