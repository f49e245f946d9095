/** R3GAN's sizes, by shapes alone (Huang et al. 2024). */
import { expect, test } from 'vitest'
import { planNetwork } from '../../src/main/layers/plan'
import { completeSettings } from '../../src/main/models/definition'
import model from '../../src/main/models/r3gan'

const counts = (given: Record<string, number | string>): number[] =>
  Object.entries(model.networks(completeSettings(model, given))).map(([name, definition]) =>
    planNetwork(name, definition).weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  )

test.each([
  ["the paper's, for FFHQ at 64 pixels", { width: 768, blocks: 2 }, 22_429_824, 22_381_440],
  ['a quarter as wide, a block per level', { width: 192 }, 913_056, 900_960],
  ['an eighth as wide', {}, 295_248, 289_200]
])('%s: %o has %i and %i parameters', (_, given, generator, discriminator) => {
  expect(counts(given)).toEqual([generator, discriminator])
})
