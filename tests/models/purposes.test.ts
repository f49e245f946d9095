import { expect, test } from 'vitest'
import { models } from '../../src/main/models'
import { exampleKindOf } from '../../src/main/models/examples'
import { byPurpose, purposeIds } from '../../src/shared/run/purposes'

test('every model is listed once, and under what it can do', () => {
  const groups = byPurpose([...models.values()], ({ purpose }) => purpose)
  expect(groups.flatMap(({ those }) => those.map(({ id }) => id)).toSorted()).toEqual([...models.keys()].toSorted())
  for (const model of models.values()) {
    expect(model.purpose === 'classes', model.id).toBe(model.conditional === true)
    expect(model.purpose === 'codes', model.id).toBe(model.sampling.encode !== undefined)
    expect(model.purpose === 'translation', model.id).toBe(exampleKindOf(model).traits.given !== null)
    expect(model.purpose === 'understanding', model.id).toBe(exampleKindOf(model).traits.scatter)
  }
})

test('purposes stand in their order, and those of one in that of the list', () => {
  const ofLast = purposeIds.toReversed().map(purpose => ({ purpose, name: `${purpose} one` }))
  const groups = byPurpose([...ofLast, { purpose: 'soon' as const, name: 'soon two' }], ({ purpose }) => purpose)
  expect(groups.map(({ those }) => those.map(({ name }) => name))).toEqual(
    purposeIds.map(id => (id === 'soon' ? ['soon one', 'soon two'] : [`${id} one`]))
  )
  expect(byPurpose([{ purpose: 'codes' as const }], ({ purpose }) => purpose)).toHaveLength(1)
})
