import { readdirSync } from 'node:fs'
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
  expect(newest.stdout).toMatch(/20 samples, seed 0, against "pebbles"/)
  expect(newest.stdout).toMatch(/^EPOCH +SWD +MS-SSIM +MS-SSIM OF PICTURES\n4 +\d\.\d{4} +0\.\d{4} +0\.\d{4}$/m)
  expect(newest.stdout).toMatch(/Epoch 4: a sample differs by \d+\.\d of 255 a pixel from its nearest picture/)
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 8 * 28, height: 4 * 28 })
  expect(readdirSync(join(workspace, 'pairs'))).toEqual(['nearest.png'])

  const document = JSON.parse((await run('evaluate', 'latest', '--samples', '20', '--epochs', '2,4', '--json')).stdout)
  expect(document).toMatchObject({
    samples: 20,
    seed: 0,
    epochs: [{ epoch: 2 }, { epoch: 4, msSsimReal: expect.any(Number) }],
    nearest: { epoch: 4, file: null }
  })
  expect(document.nearest.pairs).toHaveLength(16)
  expect(document.nearest.pairs[0]).toEqual({
    picture: expect.any(Number),
    path: expect.stringMatching(/^\d\d\.png$/),
    distance: expect.any(Number)
  })
  expect(newest.stdout).toContain(document.epochs[1].slicedWasserstein.toFixed(4))
  const all = JSON.parse((await run('evaluate', 'latest', '--samples', '20', '--epochs', 'all', '--json')).stdout)
  expect(all.epochs.map(({ epoch }: { epoch: number }) => epoch)).toEqual([1, 2, 3, 4])
  expect(all.epochs[1]).toEqual(document.epochs[0])

  for (const [words, status, message] of [
    [['--epochs', '1,x'], 2, /--epochs wants numbers .*; got "1,x"/],
    [['--samples', '1'], 2, /from 2 to 4096/],
    [['--epochs', '9'], 1, /no checkpoint of epoch 9. It has: 1, 2, 3, 4\./]
  ] as const) {
    const ended = await run('evaluate', 'latest', ...words)
    expect([ended.status, ended.stdout]).toEqual([status, ''])
    expect(ended.stderr).toMatch(message)
  }
})

test('--svm tells classes of held-out pictures apart; without classes it says which folders give them', async () => {
  workspace = temporaryFolder()
  const train = (...words: string[]) =>
    run('train', ...words, '--set', 'batchSize=4', '--set', 'samples=4', '--epochs', '1', '--seed', '7')
  expect((await train(await pictureFolder(), '--model', 'dcgan-28')).status).toBe(0)
  const unlabelled = await run('evaluate', 'latest', '--svm')
  expect([unlabelled.status, unlabelled.stdout]).toEqual([1, ''])
  expect(unlabelled.stderr).toMatch(/"pebbles" have no classes .* one sub-folder for each class/)

  expect((await train('fashion-mini', '--model', 'dcgan-28', '--set', 'width=8')).status).toBe(0)
  const words = ['evaluate', 'latest', '--samples', '4', '--svm', '--svm-training', '300', '--svm-held-out', '200']
  const text = await run(...words)
  expect([text.status, text.stderr]).toEqual([0, ''])
  expect(text.stdout).toMatch(
    /Classes of 200 held-out pictures, told by a linear SVM that learnt 10 classes from 300 others:\nEPOCH +BY THE DISCRIMINATOR +UNTRAINED +BY PIXELS\n1 +\d+\.\d % +\d+\.\d % +\d+\.\d %\n/
  )
  expect(text.stdout).toMatch(/convolutions find \(2 numbers a picture\)/)
  const {
    classified: [found]
  } = JSON.parse((await run(...words, '--json')).stdout)
  expect(found).toMatchObject({ epoch: 1, training: 300, heldOut: 200, seed: 0, classes: 10, size: 2 })
  // Guessing would be right once in ten; the stand-in engine finds how light a picture is, and one pixel.
  expect(found.pixels).toBeGreaterThan(0.7)
  expect(found.pixels).toBeLessThan(0.95)
  expect(found.features).toBeGreaterThan(0.12)
  expect(found.features).toBeLessThan(0.4)

  expect((await train('fashion-mini', '--model', 'mlp-simple')).status).toBe(0)
  expect((await run(...words)).stdout).toMatch(
    /\n1 +– +– +\d\d\.\d %\nThe model has no discriminator with convolutions/
  )
})
