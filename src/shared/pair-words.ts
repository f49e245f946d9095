/**
 * How pictures are paired: in a few words, the other way round, and by the names that folders of pairs and of domains
 * usually have.
 */
import type { ExampleKindId, Pairing } from './domain'

/** Names that papers and their datasets give to the folders of inputs and of targets, lower case. */
export const knownPairs: readonly (readonly [input: string, target: string])[] = [
  ['a', 'b'],
  ['traina', 'trainb'],
  ['input', 'target'],
  ['input', 'output'],
  ['source', 'target']
]

/**
 * Names of two folders whose pictures have no partners, lower case: those of pairs where no names are the same, and
 * these.
 */
export const knownDomains: readonly (readonly [a: string, b: string])[] = [
  ['a', 'b'],
  ['traina', 'trainb'],
  ['photos', 'paintings'],
  ['photo', 'painting']
]

/** What a dataset of such pictures holds. */
export const exampleKindOfPairing = (pairing: Pairing | null): ExampleKindId =>
  pairing === null
    ? 'pictures'
    : pairing.how === 'kind'
      ? pairing.kind
      : pairing.how === 'domains'
        ? 'domains'
        : 'pairs'

/** "A → B", "left half → right half", "A ⇄ B". */
export const pairingWords = (pairing: Pairing): string => {
  switch (pairing.how) {
    case 'folders':
      return `${pairing.input} → ${pairing.target}`
    case 'halves':
      return pairing.input === 'left' ? 'left half → right half' : 'right half → left half'
    case 'domains':
      return `${pairing.a} ⇄ ${pairing.b}`
    case 'kind':
      return pairing.folders.join(', ')
  }
}

/** The same pairs, or domains, the other way round. */
export const swapped = (pairing: Pairing): Pairing => {
  switch (pairing.how) {
    case 'folders':
      return { ...pairing, input: pairing.target, target: pairing.input }
    case 'halves':
      return { ...pairing, input: pairing.input === 'left' ? 'right' : 'left' }
    case 'domains':
      return { ...pairing, a: pairing.b, b: pairing.a }
    case 'kind':
      return { ...pairing, folders: pairing.folders.toReversed() }
  }
}
