import { expect, test } from 'vitest'
import { metricLines, settingLines } from '../../src/renderer/state/compare/differences'
import { find } from '../../src/renderer/state/find'
import type { Model, Run } from '../../src/shared/domain'

const run = (id: string, settings: Run['settings']): Run =>
  ({ id, name: id, model: 'm', datasetName: 'Clothes', seed: 1, settings }) as Run
const model = {
  id: 'm',
  name: 'Model',
  settings: [
    { key: 'width', label: 'Width', type: 'int', default: 8, min: 1, max: 64, help: '', advanced: false },
    {
      key: 'loss',
      label: 'Loss',
      type: 'choice',
      default: 'a',
      choices: [{ value: 'a', label: 'Hinge' }],
      help: '',
      advanced: false
    }
  ]
} as unknown as Model

test('settings that differ are told from those that are alike; one that a run does not know is a dash', () => {
  const lines = settingLines(
    [run('a', { width: 8, loss: 'a' }), run('b', { width: 16, loss: 'a', old: true })],
    new Map([['m', model]])
  )
  const of = (label: string) => lines.find(line => line.label === label)
  expect(of('Width')).toMatchObject({ differs: true, cells: [{ words: '8' }, { words: '16' }] })
  expect(of('Loss')).toMatchObject({ differs: false, cells: [{ words: 'Hinge' }, { words: 'Hinge' }] })
  expect(of('old')).toMatchObject({ differs: true, cells: [{ words: '–' }, { words: 'on' }] })
  expect(of('Pictures')?.differs).toBe(false)
})

test('the best of each metric is marked, by what is best of it', () => {
  const value = (id: string, metric: string, value: number, reference: number | null = null) => ({
    run: id,
    metric,
    epoch: 3,
    value,
    reference
  })
  const lines = metricLines([run('a', {}), run('b', {}), run('c', {})], {
    metrics: [
      { id: 'swd', label: 'Distance', short: 'SWD', better: 'lower', share: false },
      { id: 'acc', label: 'Right', short: 'Right', better: 'higher', share: true },
      { id: 'div', label: 'Diversity', short: 'Diversity', better: 'reference', share: false }
    ],
    values: [
      value('a', 'swd', 2),
      value('b', 'swd', 1),
      value('a', 'acc', 0.9),
      value('b', 'acc', 0.8),
      value('a', 'div', 0.2, 0.5),
      value('b', 'div', 0.7, 0.5)
    ]
  })
  const best = lines.map(({ cells }) => cells.map(cell => cell.best))
  expect(best).toEqual([
    [false, true, false],
    [true, false, false],
    [false, true, false]
  ])
  expect(lines[1]?.cells.map(({ words }) => words)).toEqual(['90.0 %, epoch 3', '80.0 %, epoch 3', '–'])
})

test('the palette finds by all words in any order, what begins so first, a few of each kind', () => {
  const command = (label: string, detail = '') => ({ key: label, label, detail, run: () => {} })
  const groups = [
    {
      title: 'Runs',
      commands: [command('My width', 'Finished'), command('Width 8', 'Finished, Clothes'), command('Other')]
    },
    { title: 'Commands', commands: Array.from({ length: 40 }, (_, i) => command(`Do ${i}`)) }
  ]
  expect(find(groups, 'finished WIDTH').map(({ commands }) => commands.map(({ label }) => label))).toEqual([
    ['My width', 'Width 8']
  ])
  expect(find(groups, 'width').flatMap(({ commands }) => commands.map(({ label }) => label))).toEqual([
    'Width 8',
    'My width'
  ])
  expect(find(groups, '')[1]?.commands).toHaveLength(8)
  expect(find(groups, 'nothing of the kind')).toEqual([])
})
