import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../store/fixtures'
import { pictureFolder } from '../studio/fixtures'
import { buildCommandLine, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
let workspace = ''
const run = (...words: string[]) => start(built.program, workspace, words).ended
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

test('a table, a JSON document and a sheet of pairs; known epochs stay; wrong words are bad usage', async () => {
  workspace = temporaryFolder()
  expect((await run('evaluate', 'latest')).stderr).toMatch(/no runs in this workspace yet/)
  const trained = await run(
    'train',
    await pictureFolder(),
    '--model',
    'dcgan-28',
    '--set',
    'batchSize=4',
    '--set',
    'samples=4',
    '--set',
    'latent=5',
    '--epochs',
    '4',
    '--seed',
    '7'
  )
  expect(trained.status, trained.stderr).toBe(0)

  const png = join(workspace, 'pairs', 'nearest.png')
  const newest = await run('evaluate', 'latest', '--samples', '20', '-o', png)
  expect([newest.status, newest.stderr]).toEqual([0, ''])
  expect(newest.stdout).toMatch(/^"pebbles · DCGAN 28" against "pebbles", seed 0\./)
  expect(newest.stdout).toMatch(/^EPOCH +MS-SSIM +MS-SSIM OF PICTURES +SWD\n4 +0\.\d{4} +0\.\d{4} +\d\.\d{4}$/m)
  expect(newest.stdout).toMatch(/A sample differs by \d+\.\d of 255 per pixel from its nearest picture/)
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 8 * 28, height: 4 * 28 })
  expect(readdirSync(join(workspace, 'pairs'))).toEqual(['nearest.png'])
  // To stdout: the sheet alone, the table beside it on stderr, and no file of that name.
  const piped = await run('evaluate', 'latest', '--samples', '20', '-o', '-')
  expect([piped.status, piped.stdout.slice(1, 4), existsSync('-')]).toEqual([0, 'PNG', false])
  expect(piped.stderr).toMatch(/^"pebbles · DCGAN 28" against "pebbles", seed 0\./)

  const document = JSON.parse((await run('evaluate', 'latest', '--samples', '20', '--epochs', '2,4', '--json')).stdout)
  expect(document).toMatchObject({ seed: 0, file: null })
  const of = (epoch: number, metric: string) => (found: { metric: string; epoch: number }) =>
    found.metric === metric && found.epoch === epoch
  const nearest = document.values.find(of(4, 'nearest'))
  expect(nearest.detail.pairs).toHaveLength(16)
  expect(nearest.detail.pairs[0]).toEqual({
    picture: expect.any(Number),
    path: expect.stringMatching(/^\d\d\.png$/),
    distance: expect.any(Number)
  })
  expect(document.values.find(of(4, 'ms-ssim'))).toMatchObject({
    settings: { samples: 20, seed: 0 },
    reference: expect.any(Number)
  })
  expect(newest.stdout).toContain(document.values.find(of(4, 'sliced-wasserstein')).value.toFixed(4))
  const all = JSON.parse((await run('evaluate', 'latest', '--samples', '20', '--epochs', 'all', '--json')).stdout)
  expect(
    all.values
      .filter(({ metric }: { metric: string }) => metric === 'ms-ssim')
      .map(({ epoch }: { epoch: number }) => epoch)
  ).toEqual([1, 2, 3, 4])
  expect(all.values.find(of(2, 'ms-ssim'))).toEqual(document.values.find(of(2, 'ms-ssim')))
  // What is known of a run is listed with it.
  expect((await run('runs', 'latest')).stdout).toMatch(/^EPOCH +MS-SSIM +MS-SSIM OF PICTURES +SWD\n1 /m)

  for (const [words, status, message] of [
    [['--epochs', '1,x'], 2, /--epochs wants numbers .*; got "1,x"/],
    [['--samples', '1'], 2, /from 2 to 4096/],
    [
      ['--metrics', 'fid'],
      2,
      /no metric "fid".* There are: targets, cycles, pictures, points, classes, .*sliced-wasserstein/
    ],
    [['--epochs', '9'], 1, /no checkpoint of epoch 9. It has: 1, 2, 3, 4\./]
  ] as const) {
    const ended = await run('evaluate', 'latest', ...words)
    expect([ended.status, ended.stdout]).toEqual([status, ''])
    expect(ended.stderr).toMatch(message)
  }
})

test(
  'the metrics of classes tell those of held-out pictures apart; without classes it says which folders ' + 'give them',
  async () => {
    workspace = temporaryFolder()
    const train = (...words: string[]) =>
      run('train', ...words, '--set', 'batchSize=4', '--set', 'samples=4', '--epochs', '1', '--seed', '7')
    expect((await train(await pictureFolder(), '--model', 'dcgan-28')).status).toBe(0)
    const unlabelled = await run('evaluate', 'latest', '--metrics', 'classes')
    expect([unlabelled.status, unlabelled.stdout]).toEqual([1, ''])
    expect(unlabelled.stderr).toMatch(/"pebbles" have no classes .* one sub-folder for each class/)

    expect((await train('fashion-mini', '--model', 'dcgan-28', '--set', 'width=8')).status).toBe(0)
    const words = [
      'evaluate',
      'latest',
      '--metrics',
      'pictures,classes',
      '--samples',
      '4',
      '--training',
      '300',
      '--held-out',
      '200'
    ]
    const text = await run(...words)
    expect([text.status, text.stderr]).toEqual([0, ''])
    expect(text.stdout).toMatch(/^EPOCH .*BY FEATURES +UNTRAINED +BY PIXELS\n1 .* \d+\.\d % +\d+\.\d % +\d+\.\d %\n/m)
    expect(text.stdout).toMatch(
      /After epoch 1, \d+\.\d % of 200 held-out pictures .* \(2 numbers per picture, 10 classes\)/
    )
    const document = JSON.parse((await run(...words, '--json')).stdout)
    const of = (wanted: string) => document.values.find(({ metric }: { metric: string }) => metric === wanted)
    expect(of('classes-by-features')).toMatchObject({
      epoch: 1,
      settings: { training: 300, heldOut: 200, seed: 0 },
      detail: { classes: 10, size: 2 }
    })
    // Guessing would be right once in ten; the stand-in engine finds how light a picture is, and one pixel.
    expect(of('classes-by-pixels').value).toBeGreaterThan(0.7)
    expect(of('classes-by-pixels').value).toBeLessThan(0.95)
    expect(of('classes-by-features').value).toBeGreaterThan(0.12)
    expect(of('classes-by-features').value).toBeLessThan(0.4)

    expect((await train('fashion-mini', '--model', 'mlp-simple')).status).toBe(0)
    expect((await run(...words)).stdout).toMatch(/ – +– +\d\d\.\d %\n[^]*discriminator has no convolutions/)
  }
)
