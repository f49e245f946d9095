/** `--pairs HOW`: how a folder's pictures belong together. */
import { InvalidArgumentError } from 'commander'
import type { Pairing } from '../../shared/domain'

export const pairsHelp =
  'pairs of pictures, input first: two folders, such as A,B; halves of each file, left,right or right,left; or none (default: as the folder looks)'

/** As it is read: an option cannot be null. */
export type PairsWord = Pairing | 'none'

/** As requests take it. */
export const pairingOf = (word: PairsWord | undefined): Pairing | null | undefined => (word === 'none' ? null : word)

/** Folders that are called left and right are meant by ./left,./right. */
export function readPairs(words: string): PairsWord {
  if (words === 'none') return 'none'
  if (words === 'left,right' || words === 'right,left')
    return { how: 'halves', input: words === 'left,right' ? 'left' : 'right' }
  const [input = '', target = '', ...more] = words.split(',').map(word => word.trim())
  if (input === '' || target === '' || more.length > 0)
    throw new InvalidArgumentError(
      'It must be two folders, such as A,B; left,right or right,left for halves of each file; or none.'
    )
  return { how: 'folders', input, target }
}
