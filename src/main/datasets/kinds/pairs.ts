/** Pairs: two folders, of which pictures of one name belong together; or both pictures in one file, side by side. */
import type { Pairing } from '../../../shared/domain'
import type { Half } from '../decoder/protocol'
import { pairUp } from '../pairs/pair-up'
import { recognisePairs } from '../pairs/recognise'
import { joined } from '../packed/example'
import { everyPath, noLabels, partOf, type DatasetKind } from './kind'

const wanted = 'It must be two folders, such as A,B; left,right or right,left for halves of each file; or none.'

/** Folders that are called left and right are meant by ./left,./right. */
function readPairs(words: string): Pairing | null {
  if (words === 'none') return null
  if (words === 'left,right' || words === 'right,left')
    return { how: 'halves', input: words === 'left,right' ? 'left' : 'right' }
  const [input = '', target = '', ...more] = words.split(',').map(word => word.trim())
  if (input === '' || target === '' || more.length > 0) throw new Error(wanted)
  return { how: 'folders', input, target }
}

export default {
  id: 'pairs',
  recognise: recognisePairs,
  option: {
    name: 'pairs',
    argument: '<how>',
    help:
      'pairs of pictures, input first: two folders, such as A,B; halves of each file, left,right or ' +
      'right,left; or none (default: as the folder looks)',
    read: readPairs
  },
  entries: (name, listing, pairing) =>
    pairing?.how === 'folders'
      ? pairUp(name, listing, { input: partOf(pairing, 'input'), target: partOf(pairing, 'target') })
      : everyPath(name, listing, pairing),
  read: async (decode, { path, partner }, pairing) => {
    if (pairing?.how !== 'halves') return joined(await Promise.all([decode(path), decode(partner ?? path)]))
    const [first, second]: Half[] = pairing.input === 'left' ? ['left', 'right'] : ['right', 'left']
    const input = await decode(path, first)
    return 'broken' in input ? input : joined([input, await decode(path, second)])
  },
  labels: noLabels
} satisfies DatasetKind
