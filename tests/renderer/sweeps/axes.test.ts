/** Settings that a sweep tries, as they are typed. */
import { expect, test } from 'vitest'
import { proposed, readRange, readValues, type TypedAxis } from '../../../src/renderer/state/sweeps/axes'
import { spacedTicks } from '../../../src/renderer/state/sweeps/ticks'
import type { SettingDefinition } from '../../../src/shared/domain'

const base = { help: '', advanced: false }
const rate = { ...base, key: 'learningRate', label: 'Rate', type: 'float', default: 2e-4, min: 1e-7, max: 1 } as const
const width = { ...base, key: 'width', label: 'Width', type: 'int', default: 32, min: 4, max: 512 } as const
const beta = { ...base, key: 'beta1', label: 'β1', type: 'float', default: 0.5, min: 0, max: 0.999 } as const
const loss: SettingDefinition = {
  ...{ ...base, key: 'loss', label: 'Loss', type: 'choice', default: 'a' },
  choices: [
    { value: 'a', label: 'Hinge' },
    { value: 'b', label: 'Minimax' }
  ]
}
const axis = (more: Partial<TypedAxis>): TypedAxis => ({
  ...{ key: '', drawn: false, list: '', chosen: [], from: '', to: '' },
  ...more
})

test('values are read by the setting, each once; what cannot be tried is said with its value', () => {
  const read = (definition: SettingDefinition, list: string) => readValues(definition, axis({ list }))
  expect(read(rate, '1e-4, 0.0003;0.001  1e-4')).toEqual({ values: [1e-4, 3e-4, 1e-3] })
  expect(read(width, '16,32')).toEqual({ values: [16, 32] })
  expect(read(width, '16, 2')).toEqual({ problem: '2: At least 4.' })
  expect(read(width, '16, many')).toEqual({ problem: 'many: it is not a number.' })
  expect(read(width, ' , ')).toEqual({ problem: 'List the values to be tried, separated by commas.' })
  expect(read(width, Array.from({ length: 51 }, (_, i) => i + 4).join())).toEqual({
    problem: 'Up to 50 values are tried of one setting.'
  })
  expect(readValues(loss, axis({ chosen: ['b'] }))).toEqual({ values: ['b'] })
  expect(readValues(loss, axis({}))).toEqual({ problem: 'Choose what is to be tried.' })
})

test('a range goes up, within what the setting takes', () => {
  const read = (from: string, to: string) => readRange(rate, axis({ from, to }))
  expect(read('1e-4', '0.01')).toEqual({ from: 1e-4, to: 0.01 })
  expect(read('0.01', '1e-4')).toEqual({ problem: 'A range must go up.' })
  expect(read('', '1')).toEqual({ problem: 'From: Enter a number.' })
  expect(read('1e-4', '2')).toEqual({ problem: 'To: At most 1.' })
})

test('what is proposed lies around the present value, and is what the setting takes', () => {
  expect(proposed(rate, 2e-4)).toMatchObject({ list: '0.00007, 0.0002, 0.0006', from: '0.00007', to: '0.0006' })
  expect(proposed(width, 32).list).toBe('16, 32, 64')
  expect(proposed(width, 512).list).toBe('256, 512')
  expect(proposed(loss, 'a').chosen).toEqual(['a', 'b'])
  for (const definition of [rate, width, beta])
    for (const present of [definition.min, definition.default, definition.max]) {
      const typed = proposed(definition, present)
      expect(readValues(definition, typed)).toHaveProperty('values')
      expect(readRange(definition, typed)).toHaveProperty('from')
    }
})

test('words along an axis are as many as have room, the ends first', () => {
  const ticks = [0, 0.02, 0.5, 0.98, 1].map(at => ({ at, words: String(at) }))
  expect(spacedTicks(ticks, 200).map(({ at }) => at)).toEqual([0, 0.5, 1])
  expect(spacedTicks(ticks, 2000)).toHaveLength(5)
  expect(spacedTicks(ticks.slice(0, 1), 10)).toHaveLength(1)
  expect(spacedTicks([], 10)).toEqual([])
})
