/** Runs that begin with another run's weights, from the clone's command line, trained for real. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTensors, type TensorFile } from '../../src/main/checkpoints/safetensors'
import { atelier, jsonLines, type Ended } from './support/command-line'
import { writePictures } from './support/pictures'
import { losses } from './support/records'
import { removeFolder, temporaryFolder } from './support/studio'

describe('transfer', () => {
  let folder = ''
  let workspace = ''
  let [clothes, others] = ['', '']
  const call = (...words: string[]) => atelier(['--workspace', workspace, '--json', ...words])
  const train = (...words: string[]) => call('train', ...words, '--set', 'batchSize=8', '--seed', '4')
  const small = ['--model', 'dcgan-28', '--set', 'width=8', '--set', 'samples=4', '--set', 'emaDecay=0.9']

  beforeAll(async () => {
    folder = await temporaryFolder()
    workspace = join(folder, 'workspace')
    clothes = await writePictures(join(folder, 'clothes'), 64)
    others = await writePictures(join(folder, 'others'), 48)
    const source = await train(clothes, ...small, '--epochs', '2', '--name', 'Source')
    expect(source.status, source.stderr).toBe(0)
  })
  afterAll(() => removeFolder(folder))

  const runOf = (ended: Ended): string => {
    expect(ended.status, ended.stderr + ended.stdout).toBe(0)
    return String((jsonLines(ended)[0] as { run: string }).run)
  }
  const shown = async (run: string) => (jsonLines(await call('runs', run)) as Record<string, unknown>[])[0] ?? {}
  /** The newest checkpoint's weights. */
  const weights = (run: string): TensorFile['tensors'] => {
    const checkpoints = join(workspace, 'runs', run, 'checkpoints')
    return readTensors(join(checkpoints, readdirSync(checkpoints).sort().at(-1) ?? '')).tensors
  }
  const startOf = (run: string) => join(workspace, 'runs', run, 'start.safetensors')

  test('whole: model and settings come from the source, weights are its own, the optimiser begins anew', async () => {
    const run = runOf(await train(others, '--from', 'Source', '--from-epoch', '1', '--epochs', '1', '--name', 'Whole'))
    expect(await shown(run)).toMatchObject({
      model: 'dcgan-28',
      settings: { width: 8, emaDecay: 0.9, epochs: 1 },
      start: {
        name: 'Source',
        epoch: 1,
        networks: [
          { network: 'generator', layers: null, frozen: 0 },
          { network: 'discriminator', layers: null, frozen: 0 }
        ]
      }
    })
    const source = String((await shown('Source')).id)
    const sourceFile = join(
      workspace,
      'runs',
      source,
      'checkpoints',
      readdirSync(join(workspace, 'runs', source, 'checkpoints')).sort()[0] ?? ''
    )
    const [given, taken] = [readTensors(sourceFile).tensors, readTensors(startOf(run)).tensors]
    expect([...taken.keys()].sort()).toEqual([...given.keys()].filter(name => !name.startsWith('adam/')).sort())
    for (const [name, { values }] of taken) expect(values, name).toEqual(given.get(name)?.values)
  })

  test(
    'the same again gives the same; broken off before its first checkpoint, it begins again with the same ' +
      'weights, even when the source is gone',
    async () => {
      const words = [others, '--from', 'Source', '--from-network', 'generator', '--epochs', '3']
      const one = runOf(await train(...words, '--name', 'One'))
      const broken = atelier(
        ['--workspace', workspace, '--json', 'train', ...words, '--set', 'batchSize=8', '--seed', '4', '--name', 'Two'],
        line => {
          if ((JSON.parse(line) as { event: string }).event === 'epoch') broken.interrupt()
        }
      )
      await broken
      const database = new Database(join(workspace, 'atelier.db'))
      const two = (database.prepare("SELECT id FROM runs WHERE name = 'Two'").get() as { id: string }).id
      const source = (database.prepare("SELECT id FROM runs WHERE name = 'Source'").get() as { id: string }).id
      // As if it had ended before the first epoch was over.
      for (const table of ['steps', 'epochs', 'samples', 'checkpoints'])
        database.prepare(`DELETE FROM ${table} WHERE run = ?`).run(two)
      database.prepare("UPDATE runs SET name = 'Gone', binned_at = 1 WHERE id = ?").run(source)
      database.close()
      const resumed = await call('resume', 'Two')
      expect(resumed.status, resumed.stderr).toBe(0)
      expect(losses(workspace, two).losses).toEqual(losses(workspace, one).losses)
      const [a, b] = [weights(one), weights(two)]
      for (const [name, { values }] of a) expect(b.get(name)?.values, name).toEqual(values)
      const back = new Database(join(workspace, 'atelier.db'))
      back.prepare("UPDATE runs SET name = 'Source', binned_at = NULL WHERE id = ?").run(source)
      back.close()
    }
  )

  test(
    'a discriminator as feature extractor: its first layers stay ' + 'as they are, the rest is new and learns',
    async () => {
      const run = runOf(
        await train(
          others,
          '--from',
          'Source',
          '--from-network',
          'discriminator=2',
          '--freeze',
          'discriminator=2',
          '--epochs',
          '2',
          '--name',
          'Extractor'
        )
      )
      const [before, after] = [readTensors(startOf(run)).tensors, weights(run)]
      expect([...before.keys()]).toEqual([
        'discriminator/conv/kernel',
        'discriminator/conv/bias',
        'discriminator/conv2/kernel',
        'discriminator/conv2/bias'
      ])
      for (const [name, { values }] of before) expect(after.get(name)?.values, name).toEqual(values)
      expect([...after.keys()].filter(name => name.startsWith('adam/first/discriminator'))).toEqual([
        'adam/first/discriminator/dense/kernel',
        'adam/first/discriminator/dense/bias'
      ])
      // The source's last layer was not taken.
      expect(after.get('discriminator/dense/kernel')?.values).not.toEqual(
        weights(String((await shown('Source')).id)).get('discriminator/dense/kernel')?.values
      )
    }
  )

  test('what does not fit is named, and nothing is recorded', async () => {
    const runs = async () => (jsonLines(await call('runs')) as unknown[][])[0]?.length
    const before = await runs()
    const refused = async (...words: string[]) => {
      const ended = await train(others, ...words, '--epochs', '1')
      expect(ended.status).not.toBe(0)
      return ended.stdout + ended.stderr
    }
    expect(await refused('--from', 'Source', '--set', 'width=16')).toMatch(
      /The generator cannot begin with that of .*Source.*: dense\.kernel of layer 1 is \[100, 784\] in .*Source.* and \[100, 1568\] here.*Width \(width\) is 8 there and 16 here/
    )
    expect(await refused('--from', 'Source', '--set', 'channels=colour', '--from-network', 'generator')).toContain(
      'Its first 2 of 3 layers fit and can be taken alone.'
    )
    expect(await refused('--from', 'Source', '--from-network', 'generater')).toContain('There is no network')
    expect(await refused('--from', 'Source', '--freeze', 'discriminator=3')).toContain(
      'the last one has to learn: at most 2 can stay as they are'
    )
    expect(await refused('--from', 'Sauce')).toMatch(/There is no run .*Sauce.*Source/)
    expect(await refused('--from', 'Source', '--from-epoch', '9')).toContain(
      'has no checkpoint of epoch 9. It has: 1, 2.'
    )
    expect(await refused('--from', 'Source', '--from-network', 'discriminator=none')).toContain(
      '--from-network wants NETWORK, NETWORK=LAYERS or NETWORK=names'
    )
    expect(await refused('--freeze', 'discriminator=1', ...small)).toContain('say more of --from, which is missing')
    expect(await runs()).toBe(before)
  })

  test('what it begins with is its own: damaged or gone, that is said', async () => {
    const run = runOf(await train(others, '--from', 'Source', '--epochs', '1', '--name', 'Careless'))
    const database = new Database(join(workspace, 'atelier.db'))
    for (const table of ['steps', 'epochs', 'samples', 'checkpoints'])
      database.prepare(`DELETE FROM ${table} WHERE run = ?`).run(run)
    database.prepare("UPDATE runs SET status = 'interrupted' WHERE id = ?").run(run)
    database.close()
    const bytes = readFileSync(startOf(run))
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1
    writeFileSync(startOf(run), bytes)
    const damaged = await call('resume', run)
    expect(damaged.stdout + damaged.stderr).toMatch(
      /The weights that .*Careless.* began with .* are damaged, so it cannot begin again the same way\. Start a new run\./
    )
    rmSync(startOf(run))
    const gone = await call('resume', run)
    expect(gone.stdout + gone.stderr).toContain('are missing')
    // One that has a checkpoint of its own needs it no more.
    const whole = String((await shown('Whole')).id)
    rmSync(startOf(whole))
    expect((await call('resume', whole, '--epochs', '2')).status).toBe(0)
  })
})
