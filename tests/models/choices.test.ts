/** What a model's settings offer can be trained with. */
import { expect, test } from 'vitest'
import { models } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'

const offered = [...models.values()].flatMap(model =>
  model.settings.flatMap(setting =>
    setting.type === 'choice'
      ? setting.choices.map(({ value }) => ({ model, id: model.id, key: setting.key, value }))
      : []
  )
)

test.each(offered)('$id can be trained with $key $value', ({ model, key, value }) => {
  expect(model.phases(completeSettings(model, { [key]: value })).length).toBeGreaterThan(0)
})

test('a model that updates its discriminator on each side alone offers only losses that come apart', () => {
  const loss = models.get('mlp-simple')?.settings.find(({ key }) => key === 'loss')
  expect(loss?.type === 'choice' && loss.choices.map(({ value }) => value)).not.toContain('relativistic')
  const other = models.get('dcgan-28')?.settings.find(({ key }) => key === 'loss')
  expect(other?.type === 'choice' && other.choices.map(({ value }) => value)).toContain('relativistic')
})
