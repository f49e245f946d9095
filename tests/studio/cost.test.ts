import { expect, test } from 'vitest'
import { models } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { ganStepFlop } from '../../src/main/models/families/gan/flop'
import { stepFlop } from '../../src/main/models/families/step-flop'

test('a step of dcgan-28, by hand', () => {
  const model = models.get('dcgan-28')
  if (!model) throw new Error('dcgan-28 is gone')
  // G: 100 → 7·7·128, 7×7×128 → 14×14×64, → 28×28×1. D: 28×28×1 → 14×14×64 → 7×7×128, 6272 → 1.
  const generator = [2 * 100 * 6272, 2 * 25 * 128 * 64 * 49, 2 * 25 * 64 * 1 * 196]
  const discriminator = [2 * 25 * 1 * 64 * 196, 2 * 25 * 64 * 128 * 49, 2 * 6272 * 1]
  const flop = stepFlop(model, completeSettings(model, { batchSize: 32 }))
  expect(flop).toBe(ganStepFlop(generator, discriminator, 32))
  // Pictures made once for both updates save G's forward pass; judged once as well, D's on one batch.
  const [g, d] = [generator, discriminator].map(list => list.reduce((a, b) => a + b)) as [number, number]
  expect(flop - stepFlop(model, completeSettings(model, { batchSize: 32, reuseLatents: true }))).toBe(32 * g)
  expect(flop - stepFlop(model, completeSettings(model, { batchSize: 32, onePass: true }))).toBe(32 * (g + d))
  // 12 convolutions of 642 MFLOP for the wide layers; the thin ones add a few per cent.
  expect(flop / (12 * 642e6)).toBeGreaterThan(1)
  expect(flop / (12 * 642e6)).toBeLessThan(1.15)
})

test.each([...models.values()])('$id: its layers can be counted without an engine', model => {
  const once = stepFlop(model, completeSettings(model, { batchSize: 16 }))
  // The smallest, on points, has 43 weights.
  expect(once).toBeGreaterThan(1000)
  expect(stepFlop(model, completeSettings(model, { batchSize: 32 }))).toBe(2 * once)
})
