import { expect, test } from 'vitest'
import { exampleTraitsOf } from '../../src/main/models/examples'
import { fewWords } from '../../src/shared/counted'

const examples = exampleTraitsOf('pictures')

test('a dataset that is too small is said to be, by its count', () => {
  expect(fewWords({ imageCount: 33, examples })).toBe(
    '33 pictures are very few: what is generated will repeat them more than invent. A few hundred are a good start.'
  )
  expect(fewWords({ imageCount: 1, examples })).toMatch(/^Training needs at least 2 pictures\./)
  expect(fewWords({ imageCount: 50, examples })).toBeNull()
  expect(fewWords({ imageCount: 12, examples: exampleTraitsOf('pairs') })).toBeNull()
})
