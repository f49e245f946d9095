/** Every check provoked by a real training, and none by trainings that go well. */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { watched } from './watched-run'

await openEngine('tensorflow')
const small = { batchSize: 32, samples: 16, epochSteps: 200, epochs: 5 }

test('an absurd learning rate: the generator falls on one picture', async () => {
  const { news } = await watched('mlp-simple', { ...small, learningRate: 0.05 })
  const found = news.find(({ kind }) => kind === 'mode-collapse')
  expect(found).toMatchObject({
    level: 'warning',
    remedy: { settings: { learningRate: 0.025 }, rollBack: true, label: 'Go back and halve the learning rate' }
  })
  expect(found?.message).toMatch(/nearly the same since epoch \d/)
  // Not while the samples are still plain grey.
  expect(found?.step).toBeGreaterThan(200)
})

test('a loss that fades where the discriminator is sure: it wins, and is said to once', async () => {
  const { news } = await watched('mlp-simple', { ...small, epochs: 3, loss: 'minimax', learningRate: 0.003 })
  expect(news).toMatchObject([
    {
      kind: 'discriminator-wins',
      level: 'warning',
      message: expect.stringMatching(/since epoch 1: it tells 99/),
      remedy: { label: 'Smooth the labels', settings: { realLabel: 0.9 }, rollBack: false }
    }
  ])
})

test('an unbounded critic under SGD runs away: said while its losses are still numbers', async () => {
  const { news, ended } = await watched('mlp-simple', {
    ...small,
    epochs: 1,
    loss: 'wasserstein',
    learningRate: 0.0025,
    optimiser: 'sgd'
  })
  expect(news).toMatchObject([
    {
      kind: 'exploding-loss',
      level: 'warning',
      message: expect.stringMatching(
        /^The \w+ loss has exploded in epoch 1: it is (over a million|[\d,]+) times what it was\.$/
      ),
      remedy: { settings: { learningRate: 0.00125 } }
    }
  ])
  expect(ended).toBe('')
})

test('an unbounded critic under SGD diverges: training ends with what to do, before anything is saved', async () => {
  const { news, ended, failed } = await watched('mlp-simple', {
    ...small,
    loss: 'wasserstein',
    learningRate: 0.1,
    optimiser: 'sgd'
  })
  expect(news.at(-1)).toMatchObject({
    kind: 'not-a-number',
    level: 'error',
    remedy: { settings: { learningRate: 0.05 }, rollBack: true }
  })
  expect(ended).toMatch(/^The losses stopped being numbers at step \d+ \(epoch 1\)/)
  expect(failed).toMatch(/stopped being numbers/)
})

test('a training that goes well is left in peace', async () => {
  expect(await watched('dcgan-28', { width: 8, batchSize: 32, samples: 16, epochs: 8 })).toMatchObject({
    news: [],
    ended: '',
    failed: ''
  })
})
