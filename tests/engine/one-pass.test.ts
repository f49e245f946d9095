/** Both networks learning from one forward pass. */
import { expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { openEngine } from '../../src/main/engine/engines'
import { build as buildModel } from '../../src/main/engine/step/build'
import { compile, Table } from '../../src/main/engine/tensorflow/program'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { uniformStream } from '../../src/shared/random'

await openEngine('tensorflow')
const random = uniformStream('pictures')
const size = 64 * 64 * 3
const pictures = Uint8Array.from({ length: 8 * size }, () => Math.floor(random() * 256))

/**
 * All variables after one step of dcgan-64, whose networks have no dropout: with the same latents they see the same.
 */
function oneStep(given: Settings) {
  const model = findModel('dcgan-64')
  const settings = completeSettings(model, { width: 4, ...given })
  const gan = buildModel({
    model,
    settings,
    seed: 5,
    batchSize: 6,
    sampleCount: 1,
    totalSteps: 4,
    table: new Table('pictures', 8, size, pictures)
  })
  const program = compile(gan.definition)
  program.run('step', { step: Int32Array.of(0), indices: Int32Array.from({ length: 6 }, (_, i) => i) })
  const values = program.read()
  program.dispose()
  gan.dispose()
  return values
}

/** Largest difference over all numbers of these names, as a share of the largest number. */
function apart(
  a: ReadonlyMap<string, ArrayLike<number>>,
  b: ReadonlyMap<string, ArrayLike<number>>,
  start: string
): number {
  let [worst, most] = [0, 0]
  for (const [name, values] of a) {
    if (!name.startsWith(start) || !name.endsWith('kernel')) continue
    const others = b.get(name)
    for (let i = 0; i < values.length; i++)
      [worst, most] = [
        Math.max(worst, Math.abs((values[i] ?? 0) - (others?.[i] ?? Number.NaN))),
        Math.max(most, Math.abs(values[i] ?? 0))
      ]
  }
  return worst / most
}

// Adam's first moment after one step is the gradient times 1 − β1, whatever the rate.
test('D learns what it learns in turn; G learns from the D before its update', () => {
  const [atOnce, inTurn] = [
    oneStep({ onePass: true, learningRate: 0.01 }),
    oneStep({ reuseLatents: true, learningRate: 0.01 })
  ]
  expect(apart(inTurn, atOnce, 'adam/first/discriminator/')).toBeLessThan(1e-4)
  expect(apart(inTurn, atOnce, 'adam/first/generator/')).toBeGreaterThan(0.05)
  // At the smallest rate D has hardly moved when G learns in turn: there both are the same.
  const still = oneStep({ reuseLatents: true, learningRate: 1e-7 })
  expect(apart(still, atOnce, 'adam/first/generator/')).toBeLessThan(5e-3)
})
