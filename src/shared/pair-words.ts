/** How pictures are paired, in a few words: "A → B", "left half → right half". */
import type { Pairing } from './domain'

export const pairingWords = (pairing: Pairing): string => {
  if (pairing.how === 'folders') return `${pairing.input} → ${pairing.target}`
  return pairing.input === 'left' ? 'left half → right half' : 'right half → left half'
}

/** The same pairs the other way round. */
export const swapped = (pairing: Pairing): Pairing =>
  (pairing.how === 'folders' ? { ...pairing, input: pairing.target, target: pairing.input } : { ...pairing, input: pairing.input === 'left' ? 'right' : 'left' })
