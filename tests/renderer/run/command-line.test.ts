import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { quote, trainCommand } from '../../../src/renderer/state/run/command-line'
import { exampleTraitsOf } from '../../../src/main/models/examples'

test.each([
  'plain',
  'two words',
  "it's",
  'say "hi"',
  '$HOME `id`',
  'back\\slash',
  'wow!',
  'naïve 写真',
  '',
  '*?[]',
  'both \' and "',
  'a=b;c'
])('a shell reads %j back as it was', word => {
  expect(execFileSync('bash', ['-c', `printf %s ${quote(word)}`], { encoding: 'utf8' })).toBe(word)
})

test('leaves plain words plain', () => {
  expect(quote('dcgan-28')).toBe('dcgan-28')
  expect(quote('My photos')).toBe('"My photos"')
})

test('the command names what differs from the defaults', () => {
  const setting = { label: '', help: '', advanced: false }
  const model = {
    id: 'dcgan-28',
    name: 'DCGAN 28',
    summary: '',
    purpose: 'soon' as const,
    paper: '',
    exampleKind: 'pictures',
    examples: exampleTraitsOf('pictures'),
    image: [28, 28, 1] as [number, number, number],
    alters: [],
    settings: [
      { ...setting, key: 'epochs', type: 'int' as const, default: 10, min: 1, max: 100 },
      { ...setting, key: 'batchSize', type: 'int' as const, default: 32, min: 2, max: 1024 },
      { ...setting, key: 'channels', type: 'choice' as const, default: 'grey', choices: [] }
    ]
  }
  const run = {
    datasetName: 'My photos',
    model: 'dcgan-28',
    seed: 7,
    epochs: 12,
    steps: null,
    settings: { epochs: 12, batchSize: 64, channels: 'grey' },
    start: null
  }
  expect(trainCommand(run, model)).toBe(
    'atelier train "My photos" --model dcgan-28 --epochs 12 --seed 7 --set batchSize=64 --set channels=grey'
  )
  const start = {
    run: '4fa1…',
    name: 'Old',
    epoch: 3,
    step: 90,
    networks: [
      { network: 'generator', layers: null, frozen: 0 },
      { network: 'discriminator', layers: 2, frozen: 1 }
    ]
  }
  expect(trainCommand({ ...run, start }, model)).toBe(
    'atelier train "My photos" --model dcgan-28 --epochs 12 --seed 7 --set batchSize=64 --set channels=grey ' +
      '--from 4fa1… --from-epoch 3 --from-network generator --from-network discriminator=2 --freeze ' +
      'discriminator=1'
  )
})
