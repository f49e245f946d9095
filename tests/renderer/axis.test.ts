import { expect, test } from 'vitest'
import { axisOf } from '../../src/renderer/screens/run/charts/axis'

const epochs = [
  { epoch: 1, seconds: 60 },
  { epoch: 2, seconds: 120 }
]

test('the axis counts in epochs, steps, or the time they took', () => {
  const words = (unit: 'epoch' | 'step' | 'time') => [0, 0.5, 1, 1.5, 2, 3].map(axisOf(unit, 500, epochs).words)
  expect(words('epoch')).toEqual(['0', '0.5', '1', '1.5', '2', '3'])
  expect(words('step')).toEqual(['0', '250', '500', '750', '1,000', '1,500'])
  expect(words('time')).toEqual(['0.0 s', '0:30', '1:00', '2:00', '3:00', '5:00'])
  // Before the first epoch has ended nobody knows how long one takes.
  expect(axisOf('time', 500, []).title).toBe('Epoch')
})
