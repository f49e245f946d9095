/** Each of the reference GANs by command line: trained, drawn from, evaluated, exported. */
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atelier } from '../support/command-line'
import { writeColourPictures, writePictures } from '../support/pictures'
import { removeFolder, temporaryFolder } from '../support/studio'

let folder = ''
let [workspace, pictures] = ['', '']
const call = async (...words: string[]): Promise<string> => {
  const { status, stdout, stderr } = await atelier(['--workspace', workspace, '--json', ...words])
  expect(status, `${words.join(' ')}: ${stderr}${stdout}`).toBe(0)
  return stdout
}

beforeAll(async () => {
  folder = await temporaryFolder()
  workspace = join(folder, 'workspace')
  // In two folders: two classes.
  pictures = await writePictures(join(folder, 'clothes'), 32)
})
afterAll(() => removeFolder(folder))

test.each([
  ['biggan', 'width=4 latent=8 shared=4 perClass=2 orthogonal=0 channels=grey', ['--truncation', '0.5']],
  ['progan', 'size=16 base=16 most=4 latent=4 phasePictures=4 samples=4 channels=colour', []],
  ['r3gan', 'size=32 width=8 blocks=1 latent=4 samples=4 channels=grey precision=bfloat16', []],
  [
    'stylegan-classes',
    'size=32 most=4 base=64 latent=4 mappingLayers=1 perClass=2 channels=grey',
    ['--with', 'second', '--mix', '1']
  ]
] as const)('%s', { timeout: 600_000 }, async (model, settings, words) => {
  const set = `${settings} batchSize=4`.split(' ').flatMap(setting => ['--set', setting])
  await call('train', pictures, '--model', model, '--name', model, '--steps', '4', '--seed', '1', ...set)
  const draw = async (name: string, ...more: string[]): Promise<Buffer> => {
    const path = join(folder, `${model}-${name}.png`)
    await call('sample', model, '--count', '4', ...more, '-o', path)
    return sharp(path).raw().toBuffer()
  }
  const usual = await draw('usual')
  expect((await draw('again')).equals(usual)).toBe(true)
  expect((await draw('other', '--seed', '7')).equals(usual)).toBe(false)
  if (words.length > 0) expect((await draw('chosen', ...words)).equals(usual)).toBe(false)
  const { values } = JSON.parse(await call('evaluate', model, '--metrics', 'pictures', '--samples', '8')) as {
    values: { metric: string; value: number }[]
  }
  expect(values.length).toBeGreaterThan(0)
  expect(values.every(({ value }) => Number.isFinite(value))).toBe(true)
  const film = join(folder, `${model}.gif`)
  await call('export', 'gif', model, '-o', film)
  expect((await sharp(film).metadata()).format).toBe('gif')
})

test('what cannot be is refused in a sentence that says what to do', { timeout: 240_000 }, async () => {
  const flat = await writeColourPictures(join(folder, 'flat'), 8)
  const refused = async (...words: string[]): Promise<string> => {
    const { status, stderr } = await atelier(['--workspace', workspace, ...words])
    expect(status, words.join(' ')).not.toBe(0)
    return stderr
  }
  expect(await refused('train', flat, '--model', 'biggan')).toMatch(
    /^BigGAN learns pictures by class, and the pictures of "flat" have none\. Put them in one sub-folder for each class/
  )
  expect(await refused('train', pictures, '--model', 'progan', '--set', 'size=48')).toContain(
    'cannot be "48". The nearest are 32 and 64.'
  )
  expect(await refused('train', pictures, '--model', 'stylegan', '--set', 'gamma=-1')).toContain(
    'R1 penalty (γ) (gamma) must be a number from 0 to 1000; got -1.'
  )
  expect(await refused('resume', 'progan', '--steps', '8', '--set', 'size=32')).toMatch(
    /^"progan" has weights by its size already, so that cannot change\. Start a new run for it/
  )
  expect(await refused('sample', 'biggan', '--truncation', '9', '-o', join(folder, 'no.png'))).toMatch(
    /--truncation must be a number from \S+ to 2/
  )
})
