import { expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { models } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { stepsPerEpoch } from '../../src/main/models/settings'
import { weightsOf } from '../../src/main/models/weights'

const best = (imageCount: number, side: number) => {
  const dataset = {
    imageCount,
    exampleCount: imageCount,
    sourceSize: { width: side, height: side - 4 },
    grey: false,
    labels: []
  }
  // R3GAN suits as well, where there is a GPU: tests/studio/recommending.test.ts has what is recommended in the end.
  return [...models.values()]
    .filter(({ id }) => id !== 'r3gan')
    .map(model => ({ model, suits: model.suits(dataset) }))
    .sort((a, b) => b.suits.score - a.suits.score)[0]
}

test(
  'small-data is what is recommended for fewer than 5,000 pictures of more than 40 pixels, and for no ' + 'others',
  () => {
    for (const [imageCount, side] of [
      [50, 64],
      [118, 41],
      [4999, 4000]
    ] as const)
      expect(best(imageCount, side)?.model.id, `${imageCount} of ${side}`).toBe('small-data')
    for (const [imageCount, side] of [
      [5000, 64],
      [118, 40],
      [60_000, 28]
    ] as const)
      expect(best(imageCount, side)?.model.id, `${imageCount} of ${side}`).not.toBe('small-data')
  }
)

test('its epochs are of about a hundred steps, however few the pictures', () => {
  for (const imageCount of [50, 118, 997, 4999]) {
    const found = best(imageCount, 64)
    if (!found) throw new Error('Nothing is recommended.')
    const settings = completeSettings(found.model, found.suits.settings)
    const steps = stepsPerEpoch(imageCount, settings)
    expect(steps, `${imageCount}`).toBeGreaterThanOrEqual(100)
    expect(steps, `${imageCount}`).toBeLessThan(320)
    expect(steps * Number(settings.epochs)).toBeGreaterThanOrEqual(20_000)
  }
})

test('a run from before the choice of large maps still has the networks that it was saved with: wide ones', () => {
  const { model } = best(997, 256) ?? {}
  if (!model) throw new Error('Nothing is recommended.')
  const shapes = (given: Settings) =>
    ['generator', 'discriminator'].map(network =>
      weightsOf({ model, settings: given }, network).map(({ shape }) => shape)
    )
  const { largeMaps: narrow, ...before } = completeSettings(model, { size: '128' })
  expect(narrow).toBe('narrow')
  expect(shapes(before)).toEqual(shapes({ ...before, largeMaps: 'wide' }))
  expect(shapes(before)).not.toEqual(shapes({ ...before, largeMaps: 'narrow' }))
})

test('what is said of it follows the count', () => {
  const words = (imageCount: number) => best(imageCount, 64)?.suits.reason
  expect(words(33)).toBe(
    'Made for small folders. Yours is smaller still: of 33 pictures it makes the most, and cannot make much.'
  )
  expect(words(1)).toContain('of 1 picture it')
  expect(words(50)).toContain('Made for folders of this size')
})
