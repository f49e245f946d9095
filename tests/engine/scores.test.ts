/** Scores and where they come from, beside finite differences of the network itself. */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { scoreMaps } from '../../src/main/engine/sampling/score-map'
import { uniformStream } from '../../src/shared/random'
import { untrained } from './untrained'

await openEngine('tensorflow')

for (const { id, settings } of [
  { id: 'dcgan-28', settings: { latent: 6, samples: 4, width: 8 } },
  { id: 'biggan', settings: { size: '32', width: 4, latent: 8, classes: 3, perClass: 1, slices: false } }
])
  test(`${id}: where a pixel grows brighter, the score grows by the gradient`, async () => {
    const { order } = await untrained(id, settings, 2)
    const random = uniformStream('scores', id)
    const [height, width, channels] = order.shape
    const each = height * width * channels
    const pixels = Uint8Array.from({ length: each }, () => 60 + Math.floor(random() * 120))
    const labels = Int32Array.of(1)
    const { scores, gradients } = await scoreMaps({ ...order, pixels, labels, count: 1 })
    expect(gradients).toHaveLength(height * width)
    const places = Array.from(gradients, (_, p) => p).sort(
      (a, b) => Math.abs(gradients[b] ?? 0) - Math.abs(gradients[a] ?? 0)
    )
    // Several of the strongest by a few steps of 255 each: what the gradient foretells, within a fifth.
    for (const p of places.slice(0, 3)) {
      const [up, down] = [3, -3].map(by =>
        pixels.map((value, i) => (Math.floor(i / channels) === p ? value + by : value))
      )
      const both = Uint8Array.of(...(up ?? []), ...(down ?? []))
      const { scores: moved } = await scoreMaps({ ...order, pixels: both, labels: Int32Array.of(1, 1), count: 2 })
      const foretold = ((gradients[p] ?? 0) * 6) / 127.5
      expect(((moved[0] ?? 0) - (moved[1] ?? 0)) / foretold).toBeGreaterThan(0.8)
      expect(((moved[0] ?? 0) - (moved[1] ?? 0)) / foretold).toBeLessThan(1.25)
    }
    const many = new Uint8Array(18 * each).map((_, i) => pixels[i % each] ?? 0)
    const all = await scoreMaps({ ...order, pixels: many, labels: new Int32Array(18).fill(1), count: 18 })
    for (const score of all.scores) expect(score).toBeCloseTo(scores[0] ?? NaN, 3)
  })

test('a model without such a discriminator is refused in words', async () => {
  const { order } = await untrained('autoencoder', { latent: 6, samples: 4 })
  const asked = { ...order, pixels: new Uint8Array(784), labels: new Int32Array(1), count: 1 }
  await expect(scoreMaps(asked)).rejects.toMatchObject({ code: 'unsupported' })
})
