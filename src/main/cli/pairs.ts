/** `--pairs HOW` and `--domains A,B`: how a folder's pictures belong together, or which of two kinds they are of. */
import { InvalidArgumentError } from 'commander'
import type { Pairing } from '../../shared/domain'
import { UsageError } from './output'

export const pairsHelp =
  'pairs of pictures, input first: two folders, such as A,B; halves of each file, left,right or right,left; or none (default: as the folder looks)'

export const domainsHelp =
  'two folders without partners, such as photos,paintings, for models that translate either into the other (default: as the folder looks)'

/** As it is read: an option cannot be null. */
export type PairsWord = Pairing | 'none'

export interface PairingOptions {
  pairs?: PairsWord
  domains?: Pairing
}

/** As requests take it. @throws UsageError where both are given */
export function pairingOf({ pairs, domains }: PairingOptions): Pairing | null | undefined {
  if (pairs !== undefined && domains !== undefined)
    throw new UsageError('--pairs and --domains say different things of the same folder. Give one of them.')
  return pairs === 'none' ? null : (pairs ?? domains)
}

export function readDomains(words: string): Pairing {
  const [a = '', b = '', ...more] = words.split(',').map(word => word.trim())
  if (a === '' || b === '' || more.length > 0)
    throw new InvalidArgumentError('It must be two folders, such as photos,paintings.')
  return { how: 'domains', a, b }
}

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
