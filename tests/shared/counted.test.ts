import { expect, test } from 'vitest'
import { fewWords } from '../../src/shared/counted'

test('a dataset that is too small is said to be, by its count', () => {
  expect(fewWords({ imageCount: 33, exampleKind: 'pictures' })).toBe(
    '33 pictures are very few: what is generated will repeat them more than invent. A few hundred are a good start.'
  )
  expect(fewWords({ imageCount: 1, exampleKind: 'pictures' })).toMatch(/^Training needs at least 2 pictures\./)
  expect(fewWords({ imageCount: 50, exampleKind: 'pictures' })).toBeNull()
  expect(fewWords({ imageCount: 12, exampleKind: 'pairs' })).toBeNull()
})
