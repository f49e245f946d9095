/** Weights that go from one size of a model to another by their names, and levels that stay as they are (FreezeD). */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readTensors, type TensorFile } from '../../../src/main/checkpoints/safetensors'
import { atelier, jsonLines, type Ended } from '../support/command-line'
import { writePictures } from '../support/pictures'
import { removeFolder, temporaryFolder } from '../support/studio'

let folder = ''
let [workspace, pictures] = ['', '']
const call = (...words: string[]) => atelier(['--workspace', workspace, '--json', ...words])
const train = (...words: string[]) => call('train', pictures, '--seed', '4', ...words)
const set = (settings: string): string[] => settings.split(' ').flatMap(setting => ['--set', setting])
// Four steps an epoch and a phase.
const small = set('base=16 most=4 latent=4 batchSize=4 phasePictures=16 samples=4 passes=1 channels=grey')

beforeAll(async () => {
  folder = await temporaryFolder()
  workspace = join(folder, 'workspace')
  pictures = await writePictures(join(folder, 'clothes'), 16)
  const source = await train('--model', 'progan', ...small, ...set('size=8'), '--epochs', '3', '--name', 'Small')
  expect(source.status, source.stderr).toBe(0)
}, 240_000)
afterAll(() => removeFolder(folder))

const runOf = (ended: Ended): string => {
  expect(ended.status, ended.stderr + ended.stdout).toBe(0)
  return String((jsonLines(ended)[0] as { run: string }).run)
}
const shown = async (run: string) => (jsonLines(await call('runs', run)) as Record<string, unknown>[])[0] ?? {}
const startOf = (run: string): TensorFile['tensors'] =>
  readTensors(join(workspace, 'runs', run, 'start.safetensors')).tensors
/** The newest checkpoint's weights. */
function weights(run: string): TensorFile['tensors'] {
  const checkpoints = join(workspace, 'runs', run, 'checkpoints')
  return readTensors(join(checkpoints, readdirSync(checkpoints).sort().at(-1) ?? '')).tensors
}

test('levels that both sizes have go over, the rest is new and said; a level that is named stays', async () => {
  const words = ['--from', 'Small', '--freeze', 'discriminator=b4', ...set('size=16'), '--epochs', '4']
  const run = runOf(await train(...words, '--name', 'Large'))
  expect(await shown(run)).toMatchObject({
    settings: { size: '16' },
    start: {
      name: 'Small',
      networks: [
        { network: 'generator', layers: 'names', frozen: 0, fresh: ['b16', 'toPicture16'] },
        { network: 'discriminator', layers: 'names', frozen: ['b4'], fresh: ['fromPicture16', 'b16'] }
      ]
    }
  })
  const [given, taken, end] = [weights(String((await shown('Small')).id)), startOf(run), weights(run)]
  expect(taken.has('generator/b8/equalisedConv/kernel')).toBe(true)
  expect(taken.has('generator/b16/equalisedConv/kernel')).toBe(false)
  for (const [name, { values }] of taken) {
    expect(values, name).toEqual(given.get(name)?.values)
    if (!name.endsWith('kernel')) continue
    const stayed = Buffer.from(values.buffer, values.byteOffset, values.byteLength).equals(
      Buffer.from(end.get(name)?.values.slice().buffer ?? new ArrayBuffer())
    )
    // What only earlier levels have is not in the last checkpoint.
    if (end.has(name)) expect(stayed, name).toBe(name.startsWith('discriminator/b4/'))
  }
  expect(end.has('generator/b16/equalisedConv/kernel')).toBe(true)
}, 240_000)

test('what cannot go over or stay is said', async () => {
  const refused = async (...words: string[]): Promise<string> => {
    const ended = await train('--from', 'Small', ...words, ...set('size=16'), '--epochs', '1')
    expect(ended.status).not.toBe(0)
    return ended.stdout + ended.stderr
  }
  expect(await refused('--freeze', 'discriminator=b16')).toContain(
    'b16 of the discriminator cannot stay as it is: it begins anew, in whole or in part. There is: '
  )
  expect(await refused('--freeze', 'discriminator=b5')).toContain('there is no such part')
  expect(await refused('--freeze', 'discriminator=2')).toContain('name what stays as it is, too, such as')
  expect(await refused('--freeze', 'discriminator=b4,')).toContain('--freeze wants NETWORK=LAYERS or NETWORK=PART')
  expect(await refused('--from-network', 'generator=names', '--set', 'most=5', '--set', 'base=20')).toContain(
    'Nothing in the generator has the same name and shape as in'
  )
}, 240_000)
