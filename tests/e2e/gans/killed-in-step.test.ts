/**
 * Steps that are made of more than one update, killed in the middle: of a batch in parts, of lazy penalties. Going on
 * comes to the very losses and weights of an untroubled training. (Within a fade: ../growing.test.ts.)
 */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atelier } from '../support/command-line'
import { killed, outcome, untroubled, type Blow } from '../support/killing'
import { writePictures } from '../support/pictures'
import { removeFolder, temporaryFolder } from '../support/studio'

interface Case {
  what: string
  pictures: number
  model: string
  settings: string
  epochs: number
  blow: Blow
}

const cases: Case[] = [
  {
    // An epoch is a step: two batches for D and one for G, each in two parts.
    what: 'biggan between the parts of a batch',
    pictures: 32,
    model: 'biggan',
    settings:
      'width=4 classes=2 perClass=1 latent=8 shared=4 batchSize=16 accumulate=2 orthogonal=0 passes=1 ' +
      'emaStart=2 emaDecay=0.9',
    epochs: 10,
    blow: { epoch: 2, share: 0.5 }
  },
  {
    // Five steps an epoch; R1 is due in steps 1 and 17, path length in 1, 5, 9 …
    what: 'stylegan around lazy penalties',
    pictures: 20,
    model: 'stylegan',
    settings: 'size=32 most=4 base=64 latent=4 mappingLayers=1 samples=4 batchSize=4 passes=1 adaptive=true',
    epochs: 10,
    blow: { epoch: 3, share: 0.3 }
  }
]

let folder = ''
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => removeFolder(folder))

test.each(cases)('$what', { timeout: 900_000 }, async ({ pictures, model, settings, epochs, blow }) => {
  const path = await writePictures(join(folder, model, 'pictures'), pictures)
  const workspace = join(folder, model, 'workspace')
  const words = [
    ...['train', path, '--model', model, '--seed', '3', '--epochs', String(epochs)],
    ...settings.split(' ').flatMap(setting => ['--set', setting])
  ]
  const whole = await untroubled(workspace, words)
  let run: string | null = null
  for (let attempt = 0; run === null && attempt < 5; attempt++) run = await killed(workspace, words, blow)
  if (run === null) throw new Error('Every training was over before it was struck.')
  const resumed = await atelier(['--workspace', workspace, 'resume', run])
  expect(resumed.status, resumed.stderr).toBe(0)
  const expected = outcome(workspace, whole)
  expect(expected.weights).toHaveLength(64)
  expect(outcome(workspace, run)).toEqual(expected)
})
