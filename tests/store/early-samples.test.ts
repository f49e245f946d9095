import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { newDataset, newRun, temporaryStore } from './fixtures'

test('sheets of the first epoch are kept by step, and go with the steps they are of', async () => {
  const store = temporaryStore()
  const dataset = store.datasets.add(newDataset()).id
  const run = store.runs.add(newRun(dataset)).id
  const add = (step: number): string => {
    const path = store.files.earlySample(run, step)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, 'a sheet')
    const tiles = { tileWidth: 28, tileHeight: 28, columns: 5, rows: 5, count: 25 }
    store.history.early.add(run, { step, path, ...tiles, sha256: 'ab' })
    return path
  }
  const [later, sooner] = [add(90), add(40)]
  expect(store.history.early.list(run).map(({ step, path }) => [step, path])).toEqual([
    [40, sooner],
    [90, later]
  ])
  // They are the workspace's own: tidying leaves them.
  expect(store.history.fileNames(run)).toEqual([store.files.name(sooner), store.files.name(later)])
  await store.removeFiles(store.history.trim(run, 50))
  expect(store.history.early.list(run).map(({ step }) => step)).toEqual([40])
  expect([existsSync(sooner), existsSync(later)]).toEqual([true, false])
  expect(store.history.early.list(store.runs.add(newRun(dataset)).id)).toEqual([])
})
