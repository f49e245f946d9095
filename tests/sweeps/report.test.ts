/** A sweep's report as a page, and where its lines run. */
import { expect, test } from 'vitest'
import { coordinatesOf } from '../../src/shared/sweeps/coordinates'
import type { Sweep, Trial } from '../../src/shared/sweeps/sweep'
import { places } from '../../src/shared/sweeps/words'
import { reportPage } from '../../src/main/sweeps/report/page'

const trial = (configuration: number, ...values: number[]): Trial => ({
  configuration,
  seed: 0,
  aim: values.length - 1,
  run: `run ${configuration}`,
  scores: values.map((value, rung) => ({ step: [100, 300][rung] ?? 0, value, rank: value })),
  out: null
})

const sweep: Sweep = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Cats & <dogs>',
  plan: {
    model: 'dcgan-28',
    dataset: '00000000-0000-4000-8000-000000000002',
    settings: { width: 16 },
    grid: [],
    random: [],
    configurations: 4,
    seeds: 1,
    steps: 300,
    reduction: 3,
    metric: 'sliced-wasserstein',
    budget: null,
    machines: [],
    seed: 1
  },
  configurations: [
    { learningRate: 0.0001, loss: 'hinge' },
    { learningRate: 0.001, loss: 'minimax' },
    { learningRate: 0.01, loss: 'hinge' },
    { learningRate: 0.001, loss: 'hinge' }
  ],
  rungs: [100, 300],
  status: 'finished',
  error: null,
  trials: [trial(0, 0.5), trial(1, 0.2, 0.1), { ...trial(2), aim: 0, out: 'Its loss exploded.' }],
  createdAt: 0
}

test('places: who came further, then who is better; why the others stopped', () => {
  expect(places(sweep).map(({ configuration, place, fate }) => [configuration, place, fate])).toEqual([
    [1, 1, 'Trained to the end.'],
    [0, 2, 'Others were better after 100 steps.'],
    [2, null, 'Out: Its loss exploded.'],
    [3, null, 'Not begun: nothing was left for it.']
  ])
})

test('lines run by magnitude where numbers are far apart, by steps where they are words; the best ends above', () => {
  const { axes, lines } = coordinatesOf(sweep)
  expect(axes.map(({ key }) => key)).toEqual(['learningRate', 'loss', 'place'])
  expect(lines.find(({ configuration }) => configuration === 1)?.at).toEqual([expect.closeTo(0.5), 1, 1])
  expect(lines.find(({ configuration }) => configuration === 0)?.at).toEqual([0, 0, 0])
  expect(lines.find(({ configuration }) => configuration === 2)?.at).toEqual([1, 0, null])
  expect(axes[0]?.ticks.map(({ words }) => words)).toEqual(['0.0001', '0.001', '0.01'])
})

test('the page has every configuration, the best ones’ samples, and no word that is taken for markup', () => {
  const page = reportPage({
    sweep,
    metric: { label: 'Sliced Wasserstein distance', help: 'Lower is better.' },
    steps: { trained: 500, all: 1200 },
    samples: new Map([['run 1', Uint8Array.of(1, 2, 3)]])
  })
  expect(page).toContain('<h1>Cats &amp; &lt;dogs&gt;</h1>')
  expect(page).not.toContain('<dogs>')
  expect(page).toContain('500 steps: 42 % of the 1,200 that all would take with every seed.')
  expect(page).toContain('<td>0.001</td><td>minimax</td><td>0.2000</td><td>0.1000</td><td>Trained to the end.</td>')
  expect(page.match(/data:image\/png;base64,AQID/g)).toHaveLength(1)
  expect(page.match(/<polyline/g)).toHaveLength(4)
  expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
})
