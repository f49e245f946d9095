import { expect, test } from 'vitest'
import { arrange, inSight, place, rowHeight, topOf, type Wanted } from '../../src/renderer/state/sidebar/arrange'
import type { Dataset, Run } from '../../src/shared/domain'
import type { Sweep } from '../../src/shared/sweeps/sweep'

const run = (id: string, more: Partial<Run> = {}): Run =>
  ({ id, name: id, dataset: 'd', datasetName: 'Clothes', place: Number(id.replace(/\D/g, '')), ...more }) as Run
const dataset = (id: string, name: string, at: number): Dataset => ({ id, name, place: at }) as Dataset
const listed = (wanted: Partial<Wanted>): Record<string, string[]> =>
  Object.fromEntries(
    arrange({
      runs: [],
      datasets: [],
      sweeps: [],
      unfolded: () => false,
      waiting: [],
      search: '',
      tagsOf: () => [],
      grouping: 'list',
      order: 'date',
      rank: () => null,
      ...wanted
    }).map(({ title, rows }) => [title, rows.map(({ key }) => key)])
  )

test('what waits comes first in its own order, then runs from newest to oldest, then pictures', () => {
  const runs = [run('r1'), run('r2'), run('r3'), run('r10')]
  expect(listed({ runs, datasets: [dataset('d', 'Clothes', 1)], waiting: ['r3', 'r1'] })).toEqual({
    'Waiting to train': ['run-r3', 'run-r1'],
    Runs: ['run-r10', 'run-r2'],
    Pictures: ['dataset-d']
  })
})

test('by name numbers count as numbers; by a metric the best comes first, and last what has none', () => {
  const runs = [run('r1'), run('r2'), run('r10')]
  expect(listed({ runs, order: 'name' })).toEqual({ Runs: ['run-r1', 'run-r2', 'run-r10'] })
  const rank = (id: string): number | null => ({ r1: 0.5, r10: 0.2 })[id] ?? null
  expect(listed({ runs, order: 'metric:swd', rank })).toEqual({ Runs: ['run-r10', 'run-r1', 'run-r2'] })
})

test('grouped by pictures each dataset has its runs below it, also one that is gone', () => {
  const runs = [run('r1'), run('r2', { dataset: 'e' }), run('r3', { dataset: null, datasetName: 'Gone' })]
  const datasets = [dataset('d', 'Clothes', 1), dataset('e', 'Shoes', 2)]
  expect(listed({ runs, datasets, grouping: 'data' })).toEqual({
    Shoes: ['dataset-e', 'run-r2'],
    Clothes: ['dataset-d', 'run-r1'],
    'Gone, deleted': ['run-r3']
  })
  expect(listed({ runs, datasets, grouping: 'data', search: 'r1' })).toEqual({ Clothes: ['dataset-d', 'run-r1'] })
})

test('the runs of a sweep are folded away behind it, unless it is unfolded or they are searched for', () => {
  const runs = [run('r1'), run('r2'), run('r3'), run('r4')]
  const trials = ['r3', 'r1', 'gone'].map(id => ({ run: id }))
  const sweeps = [{ id: 's', name: 'Rates', trials } as unknown as Sweep]
  expect(listed({ runs, sweeps, waiting: ['r3'] })).toEqual({
    'Waiting to train': ['run-r3'],
    Sweeps: ['sweep-s'],
    Runs: ['run-r4', 'run-r2']
  })
  expect(listed({ runs, sweeps, unfolded: () => true }).Sweeps).toEqual(['sweep-s', 'run-r3', 'run-r1'])
  expect(listed({ runs, sweeps, search: 'r1' })).toEqual({ Sweeps: ['sweep-s', 'run-r1'] })
  expect(listed({ runs, sweeps, search: 'rates' })).toEqual({ Sweeps: ['sweep-s'] })
})

test('a search goes by name, pictures and tags', () => {
  const runs = [run('r1'), run('r2', { datasetName: 'Shoes' }), run('r3')]
  const tagsOf = (id: string): string[] => (id === 'r3' ? ['shoebox'] : [])
  expect(listed({ runs, tagsOf, search: ' SHOE ' })).toEqual({ Runs: ['run-r3', 'run-r2'] })
})

test('of three hundred rows those in sight are there, and the one that has the focus', () => {
  const runs = Array.from({ length: 300 }, (_, i) => run(`r${i}`))
  const wanted = {
    datasets: [],
    sweeps: [],
    unfolded: () => false,
    waiting: [],
    search: '',
    tagsOf: () => [],
    rank: () => null
  }
  const { parts, height } = place(arrange({ runs, grouping: 'list', order: 'date', ...wanted }), true)
  expect(height).toBeGreaterThan(300 * rowHeight)
  const [part] = parts
  if (!part) throw new Error('There is no part.')
  const seen = inSight(part, 100 * rowHeight, 560, ['run-r299'])
  expect(seen.length).toBeLessThan(20)
  expect(seen[0]).toMatchObject({ row: { key: 'run-r299' }, top: 0 })
  expect(seen[1]?.at).toBeGreaterThan(90)
  expect(topOf(parts, 'run-r199')).toBe(part.first + 100 * rowHeight)
  expect(topOf(parts, 'run-none')).toBeNull()
})
