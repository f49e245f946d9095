/** StyleGAN2's networks against the published parameter counts, by shapes alone. */
import { expect, test } from 'vitest'
import { planNetwork } from '../../src/main/layers/plan'
import { models } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { bandOf } from '../../src/main/models/families/style/style-sampling'
import { gammaOf } from '../../src/main/models/families/style/style-phases'
import stylegan from '../../src/main/models/stylegan'
import type { Settings } from '../../src/shared/domain'

const countsOf = (settings: Settings): Record<string, number> => {
  const networks = stylegan.networks(completeSettings(stylegan, settings))
  return Object.fromEntries(
    Object.entries(networks).map(([name, network]) => [
      name,
      planNetwork(name, network).weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
    ])
  )
}
const full = { most: 512, latent: 512 }
const narrow = { base: 4096, most: 128, latent: 128 }

test.each([
  [{ ...full, base: 32_768, size: '1024', mappingLayers: 8 }, 30_370_060, 29_012_513],
  [{ ...full, base: 16_384, size: '256' }, 23_191_522, 24_001_089],
  [{ ...full, base: 16_384, size: '128' }, 22_949_277, 23_882_369],
  [{ ...full, base: 16_384, size: '64' }, 22_243_608, 23_407_361],
  [{ ...narrow, size: '32' }, 1_251_347, 1_346_305],
  [{ ...narrow, size: '64' }, 1_395_288, 1_465_025],
  [{ ...narrow, size: '128' }, 1_439_613, 1_494_689],
  [{ ...narrow, size: '256' }, 1_454_866, 1_502_097],
  [{}, 350_520, 366_945]
] as const)('%o has the published number of parameters', (settings, generator, discriminator) => {
  const { mapping = 0, synthesis = 0, discriminator: d } = countsOf(settings)
  expect([mapping + synthesis, d]).toEqual([generator, discriminator])
})

test("the 1024-pixel generator's halves", () => {
  const { mapping, synthesis } = countsOf({ ...full, base: 32_768, size: '1024', mappingLayers: 8 })
  expect([mapping, synthesis]).toEqual([2_101_248, 28_268_812])
})

test.each([
  [{ size: '64', batchSize: 32 }, 0.0256],
  [{ size: '128', batchSize: 32 }, 0.1024],
  [{ size: '256', batchSize: 16 }, 0.8192],
  [{ gamma: 10 }, 10]
] as const)('γ of %o is %d', (settings, gamma) => {
  expect(gammaOf(completeSettings(stylegan, settings))).toBeCloseTo(gamma, 6)
})

test('bands of levels are the paper’s, and every size has all three', () => {
  expect([4, 8, 16, 32, 64, 128].map(side => bandOf(side, 1024))).toEqual([
    'coarse',
    'coarse',
    'middle',
    'middle',
    'fine',
    'fine'
  ])
  expect([4, 8, 16, 32].map(side => bandOf(side, 32))).toEqual(['coarse', 'coarse', 'middle', 'fine'])
})

test('settings that cannot be are refused in words', () => {
  const complete = (settings: Settings) => () => completeSettings(stylegan, settings)
  expect(complete({ size: '48' })).toThrow('The nearest are 32 and 64. It must be one of 32, 64, 128, 256, 512, 1024')
  expect(complete({ gamma: -1 })).toThrow('R1 penalty (γ) (gamma) must be a number from 0 to 1000; got -1')
  expect(complete({ mixing: 2 })).toThrow('must be a number from 0 to 1')
})

test('it is offered for pictures that are large enough, and augments where they are few', () => {
  const of = (side: number, imageCount: number) =>
    stylegan.suits({
      imageCount,
      exampleCount: imageCount,
      sourceSize: { width: side, height: side },
      grey: true,
      labels: []
    })
  expect(of(64, 997).settings).toMatchObject({ channels: 'grey', adaptive: true })
  expect(of(64, 60_000).settings).toMatchObject({ adaptive: false })
  expect(of(28, 997).score).toBeLessThan(of(64, 997).score)
  expect(models.get('stylegan')).toBe(stylegan)
})
