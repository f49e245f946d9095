import { expect, test } from 'vitest'
import { sweepDraftFrom } from '../../../src/renderer/state/sweeps/draft'

test('of a form that was kept what still fits is taken', () => {
  const axis = { key: 'width', drawn: false, list: '16, 32', chosen: [], from: '16', to: '32' }
  const draft = { axes: [axis], typed: { steps: '450' }, metric: 'swd', machines: ['box'] }
  expect(sweepDraftFrom(draft)).toEqual(draft)
  const empty = { axes: [], typed: {}, metric: '', machines: [] }
  for (const odd of [undefined, null, 'text', [1], { axes: 3, typed: { steps: 4 }, machines: [1, null], metric: {} }])
    expect(sweepDraftFrom(odd)).toEqual(empty)
  expect(
    sweepDraftFrom({ axes: [null, { list: '1' }, { key: 'loss', chosen: ['a', 2, true], drawn: 1 }] }).axes
  ).toEqual([{ key: 'loss', drawn: false, list: '', chosen: ['a', true], from: '', to: '' }])
})
