import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { models } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { recipeFor, recipes, recipesFor } from '../../src/main/models/recipes'
import { roundNumber } from '../../src/main/models/recipes/round'
import { resourceFile } from '../../src/main/datasets'

const pictures = {
  exampleKind: 'pictures',
  imageCount: 1000,
  exampleCount: 1000,
  sourceSize: { width: 200, height: 160 },
  grey: false,
  labels: [] as string[]
}

test('there are three, quick ones first, each in plain words', () => {
  const found = recipesFor(pictures)
  expect(found.map(({ recipe }) => recipe.id)).toEqual(['quick-sketch', 'small-photos', 'studio'])
  for (const { recipe } of found) expect(recipe.words).not.toMatch(/epoch|batch|GAN|latent|discriminator/i)
  expect(found.map(({ model, settings }) => model.image(settings)[0])).toEqual([28, 64, 128])
})

test.each([3, 40, 1000, 4999, 5000, 60_000])(
  'whatever the number of pictures (%d), a recipe is a model with settings it has, in a round number of epochs',
  imageCount => {
    for (const { model, settings } of recipesFor({ ...pictures, imageCount, exampleCount: imageCount })) {
      expect(models.get(model.id)).toBe(model)
      expect(completeSettings(model, settings)).toEqual(settings)
      const epochs = String(settings['epochs'])
      expect(epochs.replace(/0+$/, '').length, `${model.id}: ${epochs} epochs`).toBeLessThanOrEqual(2)
    }
  }
)

test('few small photos are learnt by what was made for few', () => {
  const modelOf = (imageCount: number) =>
    recipeFor(recipes.find('small-photos'), { ...pictures, imageCount, exampleCount: imageCount })?.model.id
  expect([modelOf(200), modelOf(50_000)]).toEqual(['small-data', 'dcgan-64'])
})

test('none is offered for what it cannot learn', () => {
  expect(recipesFor({ ...pictures, exampleKind: 'points' })).toEqual([])
  expect(recipesFor({ ...pictures, sourceSize: { width: 28, height: 28 } }).map(({ recipe }) => recipe.id)).toEqual([
    'quick-sketch',
    'small-photos'
  ])
})

test('what a recipe shows of itself is shipped', () => {
  for (const { sample } of recipes.all)
    if (sample) expect(existsSync(resourceFile('recipes', sample)), sample).toBe(true)
})

test.each([
  [1, 1],
  [9, 10],
  [12, 15],
  [31, 50],
  [58, 80],
  [81, 100],
  [645, 800]
])('%d is said as %d', (count, round) => expect(roundNumber(count)).toBe(round))
