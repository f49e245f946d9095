/**
 * How pictures are paired: in a few words, the other way round, and by the names that folders of pairs usually have.
 */
import type { Pairing } from './domain'

/** Names that papers and their datasets give to the folders of inputs and of targets, lower case. */
export const knownPairs: readonly (readonly [input: string, target: string])[] = [
  ['a', 'b'],
  ['traina', 'trainb'],
  ['input', 'target'],
  ['input', 'output'],
  ['source', 'target']
]

/** "A → B", "left half → right half". */
export const pairingWords = (pairing: Pairing): string => {
  if (pairing.how === 'folders') return `${pairing.input} → ${pairing.target}`
  return pairing.input === 'left' ? 'left half → right half' : 'right half → left half'
}

/** The same pairs the other way round. */
export const swapped = (pairing: Pairing): Pairing =>
  pairing.how === 'folders'
    ? { ...pairing, input: pairing.target, target: pairing.input }
    : { ...pairing, input: pairing.input === 'left' ? 'right' : 'left' }
