/** Scores and where they come from, beside finite differences of the network itself. */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { arrange } from '../../src/main/engine/sampling/arrange'
import { scoreMaps } from '../../src/main/engine/sampling/score-map'
import { uniformStream } from '../../src/shared/random'
import { untrained } from './untrained'

await openEngine('tensorflow')

const growing = { size: '16', base: 32, most: 8, latent: 4, samples: 2, batchSize: 4, phasePictures: 16 }
for (const { id, settings, step = 0 } of [
  // Looks at means of 8×8.
  { id: 'progan', settings: growing, step: 10 },
  { id: 'dcgan-28', settings: { latent: 6, samples: 4, width: 8 } },
  { id: 'biggan', settings: { size: '32', width: 4, latent: 8, classes: 3, perClass: 1, slices: false } }
])
  test(`${id}: where a pixel grows brighter, the score grows by the gradient`, async () => {
    const { order } = await untrained(id, settings, 2, step)
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
    // What a picture is shown beside has no say.
    many.fill(0, 17 * each)
    const all = await scoreMaps({ ...order, pixels: many, labels: new Int32Array(18).fill(1), count: 18 })
    for (const score of all.scores.subarray(0, 17)) expect(score).toBeCloseTo(scores[0] ?? NaN, 3)
  })

test('a model without such a discriminator is refused in words', async () => {
  const { order } = await untrained('autoencoder', { latent: 6, samples: 4 })
  const asked = { ...order, pixels: new Uint8Array(784), labels: new Int32Array(1), count: 1 }
  await expect(scoreMaps(asked)).rejects.toMatchObject({ code: 'unsupported' })
})

test('what stands by itself is novel, and the nearest to a picture is the one most like it', async () => {
  const { order } = await untrained('dcgan-28', { latent: 6, samples: 4, width: 8 }, 2)
  const random = uniformStream('arrange')
  const grey = (level: number): number[] => Array.from({ length: 784 }, () => level + Math.floor(random() * 20))
  // Five dark ones, and one that is bright.
  const pictures = [40, 42, 44, 46, 220, 48].map(grey)
  const pixels = Uint8Array.from(pictures.flat())
  const found = await arrange({ ...order, pixels, count: 6, near: Uint8Array.from(grey(218)) })
  expect(found.novelty.indexOf(Math.max(...found.novelty))).toBe(4)
  expect(found.nearness.indexOf(Math.min(...found.nearness))).toBe(4)
  const across = Array.from({ length: 6 }, (_, i) => found.map[2 * i] ?? NaN)
  // On the first axis the bright one stands at one end, the others near the other.
  const bright = across[4] ?? NaN
  expect([0, 1]).toContain(bright)
  for (const [i, x] of across.entries()) if (i !== 4) expect(Math.abs(x - bright)).toBeGreaterThan(0.5)
  const coder = await untrained('autoencoder', { latent: 6, samples: 4 })
  const plain = await arrange({ ...coder.order, pixels, count: 6, near: null })
  expect(plain.novelty.indexOf(Math.max(...plain.novelty))).toBe(4)
  expect(plain.nearness).toHaveLength(0)
})
