import { describe, expect, test, vi } from 'vitest'
import { Seen, type Typed } from '../../src/renderer/state/new-run/seen.svelte'
import {
  rangeWords,
  readSetting,
  showNumber,
  stepNumber,
  toRaw,
  valueWords
} from '../../src/renderer/state/new-run/settings-form'
import { FakeWire } from './run/fake-wire'
import { models } from '../../src/main/models'
import { batchSize, beta1, channels, learningRate } from '../../src/main/models/settings'

const batch = batchSize(32)
const rate = learningRate(2e-4)

describe('reading what was typed', () => {
  test.each([
    ['32', 32],
    [' 64 ', 64],
    ['1,024', 1024],
    ['1 024', 1024]
  ])('%j is %d pictures', (raw, value) => expect(readSetting(batch, raw)).toEqual({ value }))
  test.each([
    ['0.0002', 2e-4],
    ['2e-4', 2e-4],
    ['0,05', 0.05],
    ['.01', 0.01]
  ])('%j is a rate of %d', (raw, value) => expect(readSetting(rate, raw)).toEqual({ value }))
  test.each([
    ['', 'Enter a number.'],
    ['many', '“many” is not a number.'],
    ['12.5', 'Enter a whole number.'],
    ['1', 'At least 2.'],
    ['5000', 'At most 1,024.'],
    ['Infinity', '“Infinity” is not a number.']
  ])('%j: %s', (raw, problem) => expect(readSetting(batch, raw)).toEqual({ problem }))

  test('choices and switches', () => {
    expect(readSetting(channels('grey'), 'colour')).toEqual({ value: 'colour' })
    expect(readSetting(channels('grey'), 'purple')).toEqual({ problem: 'Choose one of: Grey, Colour.' })
    const flag = { key: 'flip', type: 'flag', label: 'Flip', help: '', advanced: false, default: false } as const
    expect(readSetting(flag, true)).toEqual({ value: true })
    expect(readSetting(flag, 'yes')).toEqual({ problem: 'Choose on or off.' })
  })

  test('every default of every model reads back as itself', () => {
    for (const model of models.values()) {
      for (const definition of model.settings)
        expect(readSetting(definition, toRaw(definition.default)), `${model.id} ${definition.key}`).toEqual({
          value: definition.default
        })
    }
  })
})

test('numbers show as a person would type them', () => {
  expect([2e-4, 1e-6, 1e-7, 0.5, 1204].map(showNumber)).toEqual(['0.0002', '0.000001', '1e-7', '0.5', '1204'])
})

test('ranges and values in words', () => {
  expect(rangeWords(batch)).toBe('2 to 1,024')
  expect(rangeWords(rate)).toBe('1e-7 to 0.1')
  expect(rangeWords(channels('grey'))).toBe('')
  expect(valueWords(channels('grey'), 'colour')).toBe('Colour')
})

describe('arrow keys', () => {
  test('whole numbers by one, by ten with Shift, never past the range', () => {
    expect([
      stepNumber(batch, 32, true, false),
      stepNumber(batch, 32, false, true),
      stepNumber(batch, 2, false, false),
      stepNumber(batch, 1020, true, true)
    ]).toEqual([33, 22, 2, 1024])
  })

  test('learning rates along 1, 2, 5, 10', () => {
    const up = [1e-4]
    for (let i = 0; i < 4; i++) up.push(stepNumber(rate, up.at(-1) ?? 0, true, false))
    expect(up).toEqual([1e-4, 2e-4, 5e-4, 1e-3, 2e-3])
    expect(stepNumber(rate, 3e-4, false, false)).toBe(2e-4)
    expect(stepNumber(rate, 0.1, true, false)).toBe(0.1)
    expect(stepNumber(rate, 2e-4, true, true)).toBe(2e-3)
  })

  test('other fractions by a hundredth of the range, without dust', () => {
    expect(stepNumber(beta1(0.9), 0.5, true, false)).toBeCloseTo(0.50999, 9)
    expect(String(stepNumber(beta1(0.9), 0.1, true, false)).length).toBeLessThan(10)
  })
})

test('what the network sees: asked for once typing has ended, by what matters to it, and called off', async () => {
  vi.useFakeTimers()
  try {
    const answers: (() => void)[] = []
    const wire = new FakeWire({
      previewSeen: () =>
        new Promise(resolve => answers.push(() => resolve({ sheet: null, words: `answer ${answers.length}` }))),
      cancelJob: () => null
    })
    const typed: Typed = {
      recipe: { model: { id: 'small-data', alters: ['augment'] } },
      settings: { augment: 'colour', learningRate: 1 },
      framing: { size: 64, channels: 3, fit: 'cover', position: 'centre' },
      invalid: false,
      seedReading: null
    }
    const seen = new Seen({ id: 'pictures' }, typed, wire)
    expect(seen.ask()).toBeUndefined()
    seen.open = true
    const calledOff = [seen.ask(), seen.ask()]
    calledOff[0]?.()
    vi.advanceTimersByTime(300)
    expect(wire.asked.map(({ name }) => name)).toEqual(['previewSeen'])
    expect(wire.asked[0]?.input).toMatchObject({ model: 'small-data', dataset: 'pictures', seed: 0 })
    calledOff[1]?.()
    expect(wire.asked.map(({ name }) => name)).toEqual(['previewSeen', 'cancelJob'])
    seen.ask()
    vi.advanceTimersByTime(300)
    answers.forEach(answer => answer())
    await vi.advanceTimersByTimeAsync(0)
    // The first answer came too, and is of settings that nobody has any more.
    expect(seen).toMatchObject({ words: 'answer 2', untouched: true, problem: '' })
    expect(wire.count('previewSeen')).toBe(2)
    seen.open = false
    expect(seen.ask()).toBeUndefined()
  } finally {
    vi.useRealTimers()
  }
})
