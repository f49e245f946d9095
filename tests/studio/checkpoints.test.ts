import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { damage, superfluous } from '../../src/main/studio/runs/checkpoints'
import { temporaryFolder } from '../store/fixtures'
import { importPebbles, openBench, small } from './fixtures'

const epochs = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ epoch: i + 1, step: 10 * (i + 1), path: '', sha256: '', bytes: 0 }))

test('up to twice the number to keep, every checkpoint is kept', () => {
  expect(superfluous(epochs(0), 4)).toEqual([])
  expect(superfluous(epochs(8), 4)).toEqual([])
})

test('past that, the first, the newest two and evenly spaced epochs are kept', () => {
  const all = epochs(9)
  const gone = new Set(superfluous(all, 4).map(({ epoch }) => epoch))
  expect(all.map(({ epoch }) => epoch).filter(epoch => !gone.has(epoch))).toEqual([1, 4, 8, 9])
})

test('however long it trains, their number stays bounded', () => {
  let kept: ReturnType<typeof epochs> = []
  for (const checkpoint of epochs(3000)) {
    kept.push(checkpoint)
    const gone = new Set(superfluous(kept, 16))
    kept = kept.filter(each => !gone.has(each))
    expect(kept.length).toBeLessThanOrEqual(32)
  }
  expect(kept[0]?.epoch).toBe(1)
  expect(kept.slice(-2).map(({ epoch }) => epoch)).toEqual([2999, 3000])
})

test('a run of many epochs loses rows and files of those in between together', async () => {
  const { studio, until } = openBench({ stepMilliseconds: 0 })
  const { id } = await studio.handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles(studio, 4)).id,
    settings: { ...small, epochs: 130 }
  })
  await until(id, 'finished')
  const kept = studio.store.history.checkpoints(id)
  expect(kept.length).toBeLessThan(128)
  for (let step = 1; step <= 130; step++) {
    expect(
      existsSync(join(studio.store.files.checkpoints(id), `step-${String(step).padStart(8, '0')}.safetensors`))
    ).toBe(kept.some(checkpoint => checkpoint.step === step))
  }
  expect((await studio.handlers.runEpochs({ run: id })).sampled).toHaveLength(130)
})

test('what is wrong with a checkpoint file is told apart', async () => {
  const path = join(temporaryFolder(), 'a.safetensors')
  const sha256 = createHash('sha256').update('weights').digest('hex')
  expect(await damage({ path, sha256 })).toBe('is missing')
  writeFileSync(path, 'weights')
  expect(await damage({ path, sha256 })).toBeNull()
  writeFileSync(path, 'weight')
  expect(await damage({ path, sha256 })).toBe('is damaged')
})
