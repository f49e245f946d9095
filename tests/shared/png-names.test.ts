import { expect, test } from 'vitest'
import { pngNames } from '../../src/shared/files/png-names'

test('a name each, whatever they are called, and in whatever folder', () => {
  expect(pngNames(['a/cat.jpg', 'cat.jpg', 'cat.bmp', 'cat.png', 'cat.png', 'CAT', '.hidden', 'v1.2/x'])).toEqual([
    'a/cat.png',
    'cat.png',
    'cat.bmp.png',
    'cat.2.png',
    'cat.3.png',
    'CAT.png',
    '.hidden.png',
    'v1.2/x.png'
  ])
})
