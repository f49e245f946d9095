/** Model cards: whole in one file, of what is known, with what people call things taken as words. */
import { expect, test } from 'vitest'
import type { ImageShape } from '../../src/shared/domain'
import { noise } from './noise'
import { sourceOf, write } from './source'

const shape: ImageShape = [6, 6, 3]
const source = (change: object = {}, licence: string | null = 'MIT © 2017 Zalando SE') =>
  sourceOf({
    run: {
      ...{
        name: 'Mäntel <b>&"*_| #1',
        model: 'dcgan-28',
        datasetName: 'clothes',
        excludedCount: 2,
        epoch: 3,
        epochs: 9
      },
      ...{ settings: { batchSize: 4, loss: 'hinge' }, step: 1234, seconds: 600, seed: 7, start: null, engine: null },
      ...{ image: shape, sampleColumns: 2, inputs: [{ label: 'Latent' }], losses: [{ label: 'Discriminator' }] },
      ...{ parameters: { generator: 1000 }, status: 'interrupted', ...change }
    } as never,
    sampled: [1, 3],
    measured: [1, 2, 3],
    sheet: async epoch => noise(4, shape, epoch),
    data: async () => ({ count: 1000, labels: ['Coat', 'Bag'], licence }),
    numbers: () => ({
      steps: { from: [], steps: [], losses: [] } as never,
      epochs: [1, 2, 3].map(epoch => ({ epoch, losses: [epoch / 2] })) as never,
      values: [{ metric: 'fid', epoch: 3, value: 41.2345, reference: 12 }]
    })
  })

const text = async (format: string, of = source()) => new TextDecoder().decode((await write(format, of)).bytes)

test('both forms say data, licence, settings, curves, samples, figures and limits', async () => {
  for (const format of ['card', 'card-markdown']) {
    const card = await text(format)
    for (const title of ['Model', 'Samples', 'Data', 'Settings', 'Training', 'Figures', 'Limits'])
      expect(card, format).toMatch(new RegExp(`(<h2>|## )${title}`))
    for (const words of ['MIT © 2017', 'Coat, Bag', 'batchSize', 'hinge', '1,234', '3 of 9', 'From so few examples'])
      expect(card, format).toContain(words)
    expect(card, format).toContain('data:image/png;base64,')
    expect(card, format).toContain('data:image/svg+xml;base64,')
    expect(card, format).toContain('it is interrupted')
  }
})

test('names are words and neither marks nor HTML', async () => {
  expect(await text('card')).toContain('<h1>Mäntel &lt;b&gt;&amp;&quot;*_| #1</h1>')
  expect(await text('card-markdown')).toContain('# Mäntel \\<b\\>&"\\*\\_\\| \\#1')
})

test('what is not known is said to be', async () => {
  const card = await text('card', source({ parameters: null, status: 'finished' }, null))
  expect(card).toContain('ask whose pictures they are')
  expect(card).toContain('Computed by</th><td>not said')
  expect(card).not.toContain('has not ended')
})
