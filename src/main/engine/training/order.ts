/** Which examples each step sees: seeded, from the step's number alone, so that a resumed run goes on exactly. */
import { permutation } from '../../../shared/random'

/** By the number of steps done. */
export type Order = (done: number) => Int32Array

/**
 * Every pass over the dataset goes through it in an order of its own; what does not fill a step is left over.
 * @param perStep examples of a step
 */
export function seededOrder(count: number, perStep: number, seed: number): Order {
  const stepsPerPass = Math.floor(count / perStep)
  const shuffled = passes(count, 'order', seed)
  return step => {
    const pass = Math.floor(step / stepsPerPass)
    const at = (step - pass * stepsPerPass) * perStep
    return shuffled(pass).slice(at, at + perStep)
  }
}

/**
 * Pictures of one domain, then as many of the other; each domain is gone through in orders of its own, one pass after
 * another, whatever the size of the other.
 * @param labels of all pictures: 0 for the first domain, 1 for the second
 */
export function domainOrder(labels: Int32Array, perStep: number, seed: number): Order {
  const domains = [0, 1].map(label => {
    const places = placesOf(labels, label)
    const shuffled = passes(places.length, `order ${label}`, seed)
    return (nth: number): number => places[shuffled(Math.floor(nth / places.length))[nth % places.length] ?? 0] ?? 0
  })
  return step =>
    Int32Array.from(domains.flatMap(nth => Array.from({ length: perStep }, (_, i) => nth(step * perStep + i))))
}

/** Places of the pictures of a domain. @throws Error where it has none */
export function placesOf(labels: Int32Array, label: number): Int32Array {
  const places = Int32Array.from([...labels.keys()].filter(place => labels[place] === label))
  if (places.length === 0) throw new Error(`No picture is of domain ${label}.`)
  return places
}

/** The order of each pass; the last one asked for is remembered. */
function passes(count: number, name: string, seed: number): (pass: number) => Int32Array {
  let known: { pass: number; order: Int32Array } | null = null
  return pass => {
    if (known?.pass !== pass) known = { pass, order: permutation(count, name, seed, pass) }
    return known.order
  }
}
