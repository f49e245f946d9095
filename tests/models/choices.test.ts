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

/** Of whose two networks the papers fix the losses, and why no other can be chosen. */
const fixed: Record<string, string> = {
  pix2pix: "halves D's loss and adds the difference to the target",
  cyclegan: 'has two discriminators on pictures of a buffer'
}
const gans = [...models.values()].filter(
  ({ id, observes = [] }) => observes.includes('fakeLogits') && fixed[id] === undefined
)

test.each(gans)(
  '$id: LeCam is a regulariser, and the relativistic loss a choice where both sides are seen at once',
  model => {
    const lecam = model.settings.find(({ key }) => key === 'lecam')
    expect(lecam).toMatchObject({ type: 'float', min: 0, default: 0, changeable: true })
    const loss = model.settings.find(({ key }) => key === 'loss')
    const values = loss?.type === 'choice' ? loss.choices.map(({ value }) => value) : []
    expect(values.includes('relativistic')).toBe(model.id !== 'mlp-simple')
    const chosen = completeSettings(model, {
      lecam: 0.1,
      ...(model.id === 'mlp-simple' ? {} : { loss: 'relativistic' })
    })
    expect(Object.keys(model.state?.(chosen) ?? {})).toEqual(
      expect.arrayContaining(['penalty/lecam/real', 'penalty/lecam/fake'])
    )
  }
)

test('the reference GANs are among them', () => {
  expect(gans.map(({ id }) => id)).toEqual(
    expect.arrayContaining([
      'biggan',
      'progan',
      'stylegan',
      'stylegan-classes',
      'r3gan',
      'small-data',
      'dcgan-64',
      'cgan'
    ])
  )
})
