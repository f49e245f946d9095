/** Two domains: pictures of two folders, no two of which belong together. */
import type { Pairing } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { domainLabels, inDomains, type Domains } from '../pairs/domains'
import { recogniseDomains } from '../pairs/recognise'
import { partOf, type DatasetKind } from './kind'

function readDomains(words: string): Pairing {
  const [a = '', b = '', ...more] = words.split(',').map(word => word.trim())
  if (a === '' || b === '' || more.length > 0) throw new Error('It must be two folders, such as photos,paintings.')
  return { how: 'domains', a, b }
}

const foldersOf = (pairing: Pairing | null): Domains => ({ a: partOf(pairing, 'a'), b: partOf(pairing, 'b') })

export default {
  id: 'domains',
  recognise: recogniseDomains,
  option: {
    name: 'domains',
    argument: '<folders>',
    help:
      'two folders without partners, such as photos,paintings, for models that translate either into the other ' +
      '(default: as the folder looks)',
    read: readDomains
  },
  entries: (name, listing, pairing) => inDomains(name, listing, foldersOf(pairing)),
  read: (decode, { path }) => decode(path),
  labels: (_, pairing) => domainLabels(foldersOf(pairing)),
  check: (name, pairing, seen) => {
    const { names, of } = domainLabels(foldersOf(pairing))
    names.forEach((folder, label) => {
      if (seen.some(({ path }) => of(path) === label)) return
      throw new StudioError(
        'no-pictures',
        `None of the pictures in “${folder}” of “${name}” could be read. Training wants pictures of both kinds.`
      )
    })
  }
} satisfies DatasetKind
