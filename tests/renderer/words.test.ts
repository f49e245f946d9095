import { describe, expect, test } from 'vitest'
import {
  about,
  ago,
  bytes,
  clock,
  counted,
  duration,
  howFar,
  lasted,
  minus,
  ordinal,
  printed,
  withSubject,
  isActive,
  isResumable,
  roughly,
  shapeWords,
  shortened,
  shortTime
} from '../../src/renderer/state/words'

describe('durations, rounded to what a person can use', () => {
  test.each([
    [0, 'under 10 s'],
    [9.9, 'under 10 s'],
    [12, '10 s'],
    [42, '40 s'],
    [89, '90 s'],
    [91, '2 min'],
    [600, '10 min'],
    [3569, '59 min'],
    [3600, '1 h'],
    [4800, '1 h 20 min'],
    [7170, '2 h'],
    [35_900, '10 h'],
    [86_400, '24 h'],
    [172_800, '2 days'],
    [-1, 'unknown'],
    [Infinity, 'unknown'],
    [NaN, 'unknown']
  ])('%d s is %s', (seconds, words) => expect(duration(seconds)).toBe(words))

  test('how long something took is one time wherever it is said', () => {
    expect([0.4, 1, 10.6, 60, 71, 754, 3599.7, 3900, 7200].map(lasted)).toEqual([
      'under 1 s',
      '1 s',
      '11 s',
      '1 min',
      '1 min 11 s',
      '12 min 34 s',
      '1 h',
      '1 h 5 min',
      '2 h'
    ])
  })

  test('no message without its subject, and what is printed has the signs of print', () => {
    expect(withSubject('A loss grows.', 'Faces')).toBe('“Faces”: A loss grows.')
    expect(withSubject('"Faces" was interrupted.', 'Faces')).toBe('"Faces" was interrupted.')
    expect(printed(`"Faces" isn't there; 5' 3" is`)).toBe(`“Faces” isn’t there; 5' 3" is`)
    expect([minus('-0.50'), minus('1.2e-7'), minus('3')]).toEqual(['−0.50', '1.2e−7', '3'])
    expect([1, 2, 3, 4, 11, 12, 21, 22].map(ordinal)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '21st',
      '22nd'
    ])
  })

  test('never says 60 min past an hour', () => {
    for (let seconds = 0; seconds < 172_800; seconds += 7) expect(duration(seconds)).not.toMatch(/\b60 (s|min)/)
  })
})

test('how far: things are counted, bytes are megabytes, an unknown end is not said', () => {
  expect(howFar({ done: 12, total: 1204 })).toBe('12 of 1,204')
  expect(howFar({ done: 4_100_000, total: 11_496_804, unit: 'bytes' })).toBe('4 of 11 MB')
  expect(howFar({ done: 11_496_804, total: 11_496_804, unit: 'bytes' })).toBe('11 of 11 MB')
  expect(howFar({ done: 12, total: null })).toBe('')
})

test('clocks count to the second', () => {
  expect([7, 760, 3725].map(clock)).toEqual(['0:07', '12:40', '1:02:05'])
})

test('estimates never say "about under", epochs of less than ten seconds have tenths', () => {
  expect([5, 42].map(about)).toEqual(['under 10 s', 'about 40 s'])
  expect([5, 42].map(roughly)).toEqual(['under 10 s', 'roughly 40 s'])
  expect([0.42, 9.94, 12].map(shortTime)).toEqual(['0.4 s', '9.9 s', '0:12'])
})

test('long names are short within a sentence', () => {
  expect([shortened('Cats'), shortened('abcdef ghij', 8)]).toEqual(['Cats', 'abcdef…'])
})

test('counts agree with their nouns', () => {
  expect([counted(1, 'picture'), counted(1204, 'picture'), counted(2, 'class', 'classes')]).toEqual([
    '1 picture',
    '1,204 pictures',
    '2 classes'
  ])
})

test('sizes in decimal units', () => {
  expect([0, 999, 1_536_000, 12_340_000_000].map(bytes)).toEqual(['0 bytes', '999 bytes', '1.5 MB', '12.3 GB'])
})

test('times gone by', () => {
  const now = new Date(2026, 4, 20, 12).getTime()
  expect([5, 300, 7200, 90_000].map(seconds => ago(now - seconds * 1000, now))).toEqual([
    'just now',
    '5 min ago',
    '2 h ago',
    'yesterday'
  ])
  expect(ago(new Date(2026, 3, 3).getTime(), now)).toBe('3 Apr')
  expect(ago(new Date(2024, 3, 3).getTime(), now)).toBe('3 Apr 2024')
})

test('what can be resumed is not what runs', () => {
  expect(isResumable({ status: 'paused' }) && isActive({ status: 'paused' })).toBe(true)
  expect(isResumable({ status: 'training' })).toBe(false)
  expect(isResumable({ status: 'interrupted' }) && !isActive({ status: 'interrupted' })).toBe(true)
})

test('shapes are width by height', () => {
  expect(shapeWords([28, 32, 1])).toBe('32×28 grey')
})
