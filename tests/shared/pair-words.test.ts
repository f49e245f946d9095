import { expect, test } from 'vitest'
import type { Pairing } from '../../src/shared/domain'
import { pairingWords, swapped } from '../../src/shared/pair-words'
import { itemsIn } from '../../src/renderer/state/words'
import { exampleTraitsOf } from '../../src/main/models/examples'

test('how pictures are paired, in words, and the other way round', () => {
  const all: Pairing[] = [
    { how: 'folders', input: 'A', target: 'train/B' },
    { how: 'halves', input: 'left' },
    { how: 'halves', input: 'right' }
  ]
  expect(all.map(pairingWords)).toEqual(['A → train/B', 'left half → right half', 'right half → left half'])
  expect(all.map(swapped).map(pairingWords)).toEqual([
    'train/B → A',
    'right half → left half',
    'left half → right half'
  ])
  expect(all.map(swapped).map(swapped)).toEqual(all)
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
