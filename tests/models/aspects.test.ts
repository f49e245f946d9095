/** Pictures that are no squares: what networks make is what their settings say. */
import { expect, test } from 'vitest'
import { aspects, commonAspect, nearestAspect } from '../../src/shared/datasets/aspects'
import { planNetwork } from '../../src/main/layers/plan'
import { models } from '../../src/main/models'
import { completeSettings, type ModelDefinition } from '../../src/main/models/definition'
import type { Settings } from '../../src/shared/domain'

const shaped = [...models.values()].filter(({ settings }) => settings.some(({ key }) => key === 'aspect'))
const sizesOf = ({ settings }: ModelDefinition): Settings[] => {
  const size = settings.find(({ key }) => key === 'size')
  return size?.type === 'choice' ? size.choices.map(({ value }) => ({ size: value })) : [{}]
}

test('the models that start from a map of their own can', () => {
  expect(shaped.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['dcgan-28', 'dcgan-64', 'conv-small', 'small-data', 'cgan', 'biggan', 'progan', 'stylegan'])
  )
})

test.each(shaped.map(model => [model.id, model] as const))('%s: in every shape, at every size', (_, model) => {
  for (const { value: aspect, ratio } of aspects)
    for (const size of sizesOf(model)) {
      const settings = completeSettings(model, { ...size, aspect })
      const [height, width] = model.image(settings)
      // As near as whole cells come; 28 pixels and 16:9 are the farthest.
      expect(Math.abs(Math.log(width / height / ratio)), `${aspect} at ${String(size.size)}`).toBeLessThan(0.017)
      const side = Number(size.size ?? width)
      if (aspect === 'square') expect([height, width]).toEqual([side, side])
      // About as many pixels as the square: 3:4 has three quarters, 16:9 seven quarters.
      const { generator, synthesis, decoder, ...others } = model.networks(settings)
      const [made] = [generator ?? synthesis ?? decoder ?? Object.values(others)[0]]
      if (!made) throw new Error(`${model.id} has no network that makes pictures.`)
      expect(planNetwork('made', made).outputs).toEqual([model.image(settings)])
    }
})

test.each([
  [4000, 6000, '2:3'],
  [1080, 1620, '2:3'],
  [3024, 4032, '3:4'],
  [1920, 1080, '16:9'],
  [500, 510, 'square'],
  [1000, 700, null],
  [100, 500, null]
])('%i × %i is near %s', (width, height, wanted) => {
  expect(nearestAspect(width, height)?.value ?? null).toBe(wanted)
})

test('a shape is common where most pictures have it, and it is no square', () => {
  const counts = (portrait: number, square: number) => [
    { name: '2:3 portrait', count: portrait },
    { name: 'square', count: square }
  ]
  expect(commonAspect(counts(6, 4))).toEqual({ value: '2:3', share: 0.6 })
  expect(commonAspect(counts(5, 5))).toBeNull()
  expect(commonAspect(counts(4, 6))).toBeNull()
  expect(commonAspect([])).toBeNull()
})
