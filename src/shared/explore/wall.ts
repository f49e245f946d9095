/** A wall of samples: which latent stands at which place of it, the same in the window and on the command line. */
import { drawLatents, uniformStream, type LatentDistribution } from '../random'
import { mix } from './mix'
import { spreadOut, type Spread } from './spread'

/** Of what more, or fewer, is wanted like. */
export const mostLiked = 24

export interface Wall {
  /** Of the sample at place 0; each further one has the next. */
  seed: number
  spread: Spread
  /** Latents that others are to be like, and unlike. */
  more: number[][]
  fewer: number[][]
}
type Latents = { size: number; distribution: LatentDistribution }

/** The share of the way to a liked latent that a fresh one goes: near enough to be like it, and another. */
const towards = 0.6
/** Latents among which the one is taken that is least like those that are not wanted. */
const tries = 8

/** The seed of a place; seeds begin anew past the largest. */
export const seedAt = ({ seed: first }: Pick<Wall, 'seed'>, place: number): number => (first + place) % 2 ** 31

/** The latent at a place of the wall, from 0. Where nothing is liked or disliked, it is that of its seed. */
export function latentAt(wanted: Wall, { size, distribution }: Latents, place: number): number[] {
  const own = seedAt(wanted, place)
  const fresh = (by: number): number[] => [
    ...spreadOut(drawLatents(by, 1, size, distribution), size, distribution, wanted.spread)
  ]
  const pick = uniformStream('wall', own)
  const candidate = (by: number): number[] => {
    const drawn = fresh(by)
    const liked = wanted.more[Math.floor(pick() * wanted.more.length)]
    return liked ? mix(drawn, liked, towards) : drawn
  }
  if (wanted.fewer.length === 0) return candidate(own)
  const alike = (each: readonly number[]): number => Math.max(...wanted.fewer.map(other => cosine(each, other)))
  return Array.from({ length: tries }, (_, i) => candidate((own + i * 1_000_003) % 2 ** 31))
    .map(each => ({ each, alike: alike(each) }))
    .reduce((best, other) => (other.alike < best.alike ? other : best)).each
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
  return dot / (Math.hypot(...a) * Math.hypot(...b) || 1)
}

/** By what a wall can be sorted. */
export const orders = ['drawn', 'score', 'novelty', 'nearness'] as const
export type WallOrder = (typeof orders)[number]

/** What is known of every sample. @property nearness how far each is from what was asked for: the less the nearer */
export interface Known {
  scores: readonly number[] | null
  novelty: readonly number[]
  nearness: readonly number[] | null
}

/** Places in an order: the highest score, the most novel, the nearest first. Null where that is not known. */
export function inOrder(order: WallOrder, count: number, known: Known): number[] | null {
  const places = Array.from({ length: count }, (_, i) => i)
  if (order === 'drawn') return places
  const values = { score: known.scores, novelty: known.novelty, nearness: known.nearness }[order]
  if (!values) return null
  const sign = order === 'nearness' ? 1 : -1
  return places.sort((a, b) => sign * ((values[a] ?? 0) - (values[b] ?? 0)))
}
