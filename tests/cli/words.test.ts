import { expect, test } from 'vitest'
import { decimal, whole } from '../../src/main/cli/numbers'
import { duration, table } from '../../src/main/cli/output'
import pairs from '../../src/main/datasets/kinds/pairs'
import { bar, ProgressLine } from '../../src/main/cli/progress'
import { asJob, type Session } from '../../src/main/cli/session'

test('numbers are taken whole, and only within their range', () => {
  expect(whole(0)('12')).toBe(12)
  for (const word of ['', 'x', '1.5', '1e3', '0x10', '-1', '99999999999999999999'])
    expect(() => whole(0)(word), word).toThrow(/whole number of at least 0/)
  expect(decimal(0.5, 50)('0.5')).toBe(0.5)
  for (const word of ['', ' ', 'x', '0.4', '51', 'NaN', 'Infinity'])
    expect(() => decimal(0.5, 50)(word), word).toThrow(/a number from 0.5 to 50/)
})

test('durations read like words', () => {
  expect([0.4, 59.4, 75, 3600, 7384].map(duration)).toEqual(['0 s', '59 s', '1 min 15 s', '1 h 0 min', '2 h 3 min'])
})

test('columns line up', () => {
  expect(
    table([
      ['ID', 'NAME'],
      ['1', 'a'],
      ['12345', 'b']
    ])
  ).toEqual(['ID     NAME', '1      a', '12345  b'])
})

test('the progress line is drawn on terminals only, within their width, and goes away', () => {
  const written: string[] = []
  const stream = (isTTY: boolean) =>
    ({
      isTTY,
      columns: 40,
      write: (text: string) => {
        written.push(text)
        return true
      }
    }) as unknown as NodeJS.WriteStream
  const silent = new ProgressLine(stream(false))
  silent.show('Reading', 1, 2, 3)
  silent.clear()
  expect(written).toEqual([])
  const line = new ProgressLine(stream(true))
  line.show('Reading', 1, 2, 61)
  line.clear()
  line.clear()
  expect(written).toEqual([`\r\u001b[KReading  ${bar(0.5)}  1/2 `, '\r\u001b[K'])
  expect(bar(0.5)).toBe('████████████░░░░░░░░░░░░')
})

test('pairs are two folders, two halves, or none', () => {
  const { read: readPairs } = pairs.option
  expect(readPairs('A, train/B')).toEqual({ how: 'folders', input: 'A', target: 'train/B' })
  expect([readPairs('left,right'), readPairs('right,left'), readPairs('none')]).toEqual([
    { how: 'halves', input: 'left' },
    { how: 'halves', input: 'right' },
    null
  ])
  expect(readPairs('./left,./right')).toEqual({ how: 'folders', input: './left', target: './right' })
  for (const word of ['', 'A', 'A,', ',B', 'A,B,C'])
    expect(() => readPairs(word), word).toThrow(/two folders, such as A,B/)
})

test('Ctrl-C that came between two requests holds for the next: nothing is asked', async () => {
  const asked: string[] = []
  const session = (caught: boolean) =>
    ({
      handlers: {},
      progress: new ProgressLine(),
      onInterrupt: () => undefined,
      interrupted: () => caught
    }) as unknown as Session
  const ask = async (job: string) => asked.push(job)
  await asJob(session(false), ask)
  await expect(asJob(session(true), ask)).rejects.toMatchObject({ code: 'cancelled' })
  expect(asked).toHaveLength(1)
})
