import { expect, test } from 'vitest'
import { cutName } from '../../src/renderer/ui/cut-name'

test.each([
  ['Fashion-MNIST (mini) · Variational autoencoder', 'Fashion-MNIST (mini) · Variational', ' autoencoder'],
  ['Portraits of the family · DCGAN 28 3', 'Portraits of the family ·', ' DCGAN 28 3'],
  ['Run of last year, number 299', 'Run of last year,', ' number 299'],
  ['Short enough', 'Short enough', ''],
  ['2026-11-30-a-folder-named-by-a-camera-0001', '2026-11-30-a-folder-named-by-a-ca', 'mera-0001']
])('“%s” is cut before whole words of its end, where it has words', (name, start, end) => {
  expect(cutName(name)).toEqual([start, end])
})
