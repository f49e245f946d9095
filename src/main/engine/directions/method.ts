/** What a file of this folder declares: a way to find directions in a run's latents that change its pictures. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { LatentDistribution } from '../../../shared/random'
import type { CallTools } from '../calls/call'

/** What one layer gave, while a picture was drawn. */
export interface Seen {
  network: string
  kind: string
  /** Number of the learned layer in its network, from 1; weightless layers before the first belong to it. */
  learned: number
  /** It has a kernel of its own. */
  kernel: boolean
  tensor: Tensor
}

export interface Latents {
  /** Count × size. */
  values: Float32Array
  size: number
}

export interface FoundDirections {
  /** Of length 1, at right angles to one another: count × size numbers of latents, the strongest first. */
  vectors: Float32Array
  /** Of everything that varies in what was looked at, how much varies along each: 0 to 1. */
  shares: Float32Array
}

export interface DirectionMethod {
  id: string
  label: string
  /** A sentence. */
  help: string
  source: string
  /** Latents whose way through the first layers it looks at. */
  latents: (size: number, distribution: LatentDistribution, seed: number) => Float32Array
  /** drawn: they are as the run's own are drawn. space: they lie where the model's directions do. */
  given: 'drawn' | 'space'
  /**
   * Of everything that layers gave, [count, …] each, what it looks at: [count, numbers].
   * @param space the latents themselves where the model's directions lie, if that is another space
   */
  watches: (seen: readonly Seen[], space: { latents: Tensor; styles: readonly Tensor[] } | null) => Tensor
  /** @param watched [count, numbers] @param latents where the model's directions lie */
  find: (watched: Tensor2D, latents: Latents, count: number, tools: Partial<CallTools>) => Promise<FoundDirections>
}

export const defineMethod = (method: DirectionMethod): DirectionMethod => method

/** Rows of numbers for each picture, whatever shape they had. */
export function flat(tensors: readonly Tensor[], concat: (rows: Tensor2D[]) => Tensor): Tensor {
  const rows = tensors.map(each => each.reshape<Tensor2D>([each.shape[0] ?? 1, -1]))
  const [only] = rows
  if (!only) throw new Error('No layer was seen.')
  return rows.length === 1 ? only : concat(rows)
}
