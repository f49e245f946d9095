/** What is newest is what was made last, whatever the clock says. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findRun } from '../../src/main/cli/find'
import { openDatabase } from '../../src/main/store/database'
import { migrations } from '../../src/main/store/migrations'
import { newDataset, newRun, temporaryFolder, temporaryStore } from './fixtures'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Before a summer, after it, and twice long ago: a battery was changed. */
const clock = ['2026-05-01', '2026-11-29', '1970-01-02', '1970-01-01'].map(day => new Date(day))

test(
  'the clock set back: the latest run, dataset and export, and what was put into the bin last, are still ' + 'those',
  () => {
    const store = temporaryStore()
    const datasets: string[] = [],
      runs: string[] = []
    for (const [i, now] of clock.entries()) {
      vi.setSystemTime(now)
      datasets.push(
        store.datasets.add(newDataset({ name: `Pebbles ${i}`, origin: '/pictures/pebbles', fingerprint: 'f1' })).id
      )
      runs.push(store.runs.add(newRun(datasets[i] ?? '', { name: `Run ${i}` })).id)
    }
    expect(store.runs.list().map(({ id }) => id)).toEqual(runs.toReversed())
    expect(store.datasets.list().map(({ id }) => id)).toEqual(datasets.toReversed())
    expect(store.runs.list().map(({ place }) => place)).toEqual(
      store.runs
        .list()
        .map(({ place }) => place)
        .sort((a, b) => b - a)
    )
    expect(findRun({ store }, 'latest').id).toBe(runs.at(-1))
    expect(store.datasets.unchanged('/pictures/pebbles', 'f1')?.id).toBe(datasets.at(-1))
    for (const [i, now] of clock.entries()) {
      vi.setSystemTime(now)
      store.runs.update(runs[i] ?? '', { status: 'stopped' })
      store.runs.setBinned(runs[i] ?? '', true)
    }
    expect(store.runs.binned().map(({ id }) => id)).toEqual(runs.toReversed())
    // Out and in again: the last to go in.
    store.runs.setBinned(runs[1] ?? '', false)
    store.runs.setBinned(runs[1] ?? '', true)
    expect(store.runs.binned()[0]?.id).toBe(runs[1])
  }
)

test('what happened to a run stays in its order', () => {
  const store = temporaryStore()
  const run = store.runs.add(newRun(store.datasets.add(newDataset()).id)).id
  for (const [i, now] of clock.entries()) {
    vi.setSystemTime(now)
    store.events.add(run, {
      epoch: i,
      step: i,
      kind: 'settings',
      level: 'info',
      message: String(i),
      advice: '',
      remedy: null
    })
  }
  expect(store.events.list(run).map(({ message }) => message)).toEqual(['0', '1', '2', '3'])
})

test(
  'runs from before places were kept have theirs by the order in which they were recorded, and new ones ' +
    'come after',
  () => {
    const folder = temporaryFolder()
    const old = openDatabase(join(folder, 'atelier.db'), migrations.slice(0, 9))
    const ids = clock.map(() => randomUUID())
    for (const [i, id] of ids.entries()) {
      old
        .prepare(
          'INSERT INTO runs (id, name, model, dataset_name, config, seed, status, created_at, updated_at, ' +
            `binned_at) VALUES (?, 'Old', 'dcgan-28', 'Pebbles', ?, 1, 'finished', ?, 1, ?)`
        )
        .run(
          id,
          JSON.stringify({
            settings: {},
            epochs: 1,
            stepsPerEpoch: 1,
            image: [4, 4, 1],
            latent: 2,
            sampleCount: 4,
            framing: { size: 4, channels: 1, fit: 'cover', position: 'centre' }
          }),
          Number(clock[i]),
          i < 2 ? 10 - i : null
        )
    }
    old.close()
    const store = temporaryStore(folder)
    expect(store.runs.list().map(({ id }) => id)).toEqual([ids[3], ids[2]])
    expect(store.runs.binned().map(({ id }) => id)).toEqual([ids[0], ids[1]])
    vi.setSystemTime(new Date('1970-01-01'))
    const made = store.runs.add(newRun(store.datasets.add(newDataset()).id)).id
    expect(store.runs.list().map(({ id }) => id)).toEqual([made, ids[3], ids[2]])
    store.runs.setBinned(ids[3] ?? '', true)
    expect(store.runs.binned().map(({ id }) => id)).toEqual([ids[3], ids[0], ids[1]])
  }
)
