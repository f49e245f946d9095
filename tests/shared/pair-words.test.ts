import { expect, test } from 'vitest'
import type { Pairing } from '../../src/shared/domain'
import { pairingWords, swapped } from '../../src/shared/pair-words'
import { itemsIn } from '../../src/renderer/state/words'
import { exampleKindOfPairing, exampleTraitsOf } from '../../src/main/models/examples'

test('how pictures are paired, in words, and the other way round', () => {
  const all: Pairing[] = [
    { how: 'folders', input: 'A', target: 'train/B' },
    { how: 'halves', input: 'left' },
    { how: 'halves', input: 'right' }
  ]
  const traits = exampleTraitsOf('pairs')
  const [words, other] = [(each: Pairing) => pairingWords(each, traits), (each: Pairing) => swapped(each, traits)]
  expect(all.map(words)).toEqual(['A → train/B', 'left half → right half', 'right half → left half'])
  expect(all.map(other).map(words)).toEqual(['train/B → A', 'right half → left half', 'left half → right half'])
  expect(all.map(other).map(other)).toEqual(all)
})

test('a way that is not known any more is what was said of it, and stays as it is the other way round', () => {
  const gone: Pairing = { how: 'triplets', first: 'A', middle: 'B', last: 'C' }
  expect(pairingWords(gone, exampleTraitsOf('triplets'))).toBe('A, B, C')
  expect(swapped(gone, exampleTraitsOf('triplets'))).toEqual(gone)
  expect(() => exampleKindOfPairing(gone)).toThrow('No pictures belong together by "triplets". They do by: ')
})

test('a pairing says what its way wants to know', () => {
  expect(() => exampleKindOfPairing({ how: 'folders', input: 'A' })).toThrow(
    'Folder of the targets (target) must be named'
  )
  expect(() => exampleKindOfPairing({ how: 'halves', input: 'upper' })).toThrow(
    'Which half is the input (input) must be left or right; got "upper".'
  )
})

test('what a dataset holds is counted as what it is', () => {
  expect(
    (['pictures', 'points', 'pairs'] as const).map(exampleKind =>
      [1, 1204].map(imageCount => itemsIn({ imageCount, examples: exampleTraitsOf(exampleKind) }))
    )
  ).toEqual([
    ['1 picture', '1,204 pictures'],
    ['1 point', '1,204 points'],
    ['1 pair', '1,204 pairs']
  ])
})
