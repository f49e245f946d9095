/** From a finding to a run that goes on: what is stored, told and changed. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { writeTensors } from '../../src/main/checkpoints/safetensors'
import { damage } from '../../src/main/studio/runs/checkpoints'
import { temporaryFolder } from '../store/fixtures'
import { importPebbles, openBench, small } from './fixtures'

test(
  'a run that diverged goes back with half the learning rate; the finding goes, the change is remembered; ' +
    'and it can be undone',
  async () => {
    const { studio, heard, until } = openBench({ nanAtEpoch: 2 })
    const { handlers } = studio
    const { id } = await handlers.startRun({
      model: 'dcgan-28',
      dataset: (await importPebbles(studio)).id,
      settings: { ...small, learningRate: 0.01 }
    })
    await until(id, 'failed')
    const [found, ...more] = await handlers.runEvents({ run: id })
    expect(more).toEqual([])
    expect(found).toMatchObject({
      kind: 'not-a-number',
      level: 'error',
      epoch: 2,
      step: 6,
      resolvedAt: null,
      remedy: { rollBack: true, settings: { learningRate: 0.005 } }
    })
    expect(await handlers.listFindings({})).toEqual([{ run: id, findings: [found] }])
    expect(heard('health')).toEqual([{ run: id, findings: [found], news: found }])

    const resumed = await handlers.resumeRun({
      run: id,
      settings: found?.remedy?.settings,
      rollBack: found?.remedy?.rollBack
    })
    expect(resumed.settings).toMatchObject({ learningRate: 0.005 })
    // The stand-in diverges again, whatever the rate: at the same place, from the same checkpoint.
    await until(id, 'failed')
    expect(
      (await handlers.runEvents({ run: id })).map(({ kind, step, message }) => [kind, step, message.slice(0, 54)])
    ).toEqual([
      ['settings', 3, 'Back from step 6; Learning rate 0.01 → 0.005.'],
      ['not-a-number', 6, 'The losses stopped being numbers at step 6 (epoch 2): ']
    ])
    expect((await handlers.resumeRun({ run: id, settings: { learningRate: 0.01 } })).settings).toMatchObject({
      learningRate: 0.01
    })
    await until(id, 'failed')
  }
)

test(
  'settings change while it trains: it is stopped, saved, and goes on; those with a say in shapes are ' +
    'refused by name',
  async () => {
    const { studio, until } = openBench({ stepMilliseconds: 10 })
    const { handlers } = studio
    const { id } = await handlers.startRun({
      model: 'dcgan-28',
      dataset: (await importPebbles(studio)).id,
      settings: { ...small, epochs: 30 }
    })
    await until(id, 'training')
    await expect(handlers.resumeRun({ run: id, settings: { width: 16 } })).rejects.toThrow(
      /has weights by its width already.*These can change: learningRate/
    )
    await expect(handlers.resumeRun({ run: id, settings: { learningRate: 7 } })).rejects.toThrow(
      /Learning rate \(learningRate\) must be a number from/
    )
    const changed = await handlers.resumeRun({ run: id, settings: { realLabel: 0.9 } })
    expect(changed).toMatchObject({ status: 'preparing', settings: { realLabel: 0.9, epochs: 30 } })
    expect(await until(id, 'finished')).toMatchObject({ epoch: 30, step: 90 })
    expect((await handlers.runEvents({ run: id })).map(({ kind, level, message }) => [kind, level, message])).toEqual([
      ['settings', 'info', 'Label of real pictures 1 → 0.9.']
    ])
    const { steps } = await handlers.runMetrics({ run: id, maxPoints: 1000 })
    expect(steps.step).toEqual(steps.step.map((_, i) => i + 1))
  }
)

test('a checkpoint with one weight that is no number is not good, however it lies in the file', async () => {
  const folder = temporaryFolder()
  const values = new Float32Array(700_001).fill(0.5)
  const save = (name: string) => ({
    path: join(folder, name),
    ...writeTensors(join(folder, name), new Map([['a', { shape: [values.length], values }]]), { name })
  })
  expect(await damage(save('good'))).toBeNull()
  for (const [at, value] of [
    [0, Number.NaN],
    [262_100, Infinity],
    [700_000, -Infinity]
  ] as const) {
    values[at] = value
    expect(await damage(save(`bad-${at}`))).toBe('holds weights that are not numbers')
    values[at] = 3e38
    expect(await damage(save(`large-${at}`))).toBeNull()
  }
  const path = join(folder, 'other')
  writeFileSync(path, 'short')
  expect(await damage({ path, sha256: createHash('sha256').update('short').digest('hex') })).toBeNull()
})
