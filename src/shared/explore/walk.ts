/** Walks from picture to picture: pure, for the window and films alike. */
import { mix } from './mix'

/** A picture that a walk goes through: its latent, and numbers and choices beside it by key. */
export interface Key {
  latent: readonly number[]
  knobs: Readonly<Record<string, number>>
}

/** even: the same pace all the way; resting: slow at every picture, faster between them. */
export type Easing = 'even' | 'resting'
/** spherical: on great circles, where normal latents lie; linear: straight, through what lies nearer to the middle. */
export type Way = 'spherical' | 'linear'

export interface Walking {
  easing: Easing
  way: Way
  /** From the last picture back to the first. */
  loop: boolean
  /** Which knobs are numbers, that have values in between; the others change half-way. */
  isNumber: (key: string) => boolean
}

/** How many ways there are from one picture to the next. */
export const legs = (keys: number, { loop }: Pick<Walking, 'loop'>): number => (loop ? keys : keys - 1)

/** Where a walk is. @param place from 0, at the first picture, to `legs`; beyond it begins anew where it is a loop */
export function walkAt(keys: readonly Key[], place: number, walking: Walking): Key {
  const most = legs(keys.length, walking)
  const at = walking.loop ? ((place % most) + most) % most : Math.min(most, Math.max(0, place))
  const leg = Math.min(Math.floor(at), Math.max(0, most - 1))
  const [from, to] = [keys[leg % keys.length], keys[(leg + 1) % keys.length]]
  if (!from || !to) throw new Error('A walk goes through two pictures at least.')
  return between(from, to, eased(at - leg, walking.easing), walking)
}

/** A share of the way from one to another. */
export function between(from: Key, to: Key, share: number, { way, isNumber }: Pick<Walking, 'way' | 'isNumber'>): Key {
  const line = (a: number, b: number): number => a + share * (b - a)
  return {
    latent:
      way === 'spherical'
        ? mix(from.latent, to.latent, share)
        : from.latent.map((value, i) => line(value, to.latent[i] ?? value)),
    knobs: Object.fromEntries(
      Object.entries(from.knobs).map(([key, value]) => {
        const other = to.knobs[key] ?? value
        return [key, isNumber(key) ? line(value, other) : share < 0.5 ? value : other]
      })
    )
  }
}

/** On a pad: the four stand in its corners, upper left, upper right, lower left, lower right. @param x,y 0 to 1 */
export function onPad(
  [a, b, c, d]: readonly [Key, Key, Key, Key],
  x: number,
  y: number,
  walking: Pick<Walking, 'way' | 'isNumber'>
): Key {
  return between(between(a, b, x, walking), between(c, d, x, walking), y, walking)
}

/** What A has and B has not, put upon C: A − B + C. */
export const sum = (a: readonly number[], b: readonly number[], c: readonly number[]): number[] =>
  a.map((value, i) => value - (b[i] ?? 0) + (c[i] ?? 0))

/** Smoothstep: it comes to rest at either end. */
const eased = (share: number, easing: Easing): number => (easing === 'even' ? share : share * share * (3 - 2 * share))
