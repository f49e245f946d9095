/** What BigGAN is drawn from: classes, what lies between two of them, and latents that are truncated. */
import { expect, test } from 'vitest'
import { openEngine } from '../../../src/main/engine/engines'
import { build } from '../../../src/main/engine/step/build'
import { interpret } from '../../../src/main/engine/tensorflow/program'
import { tf } from '../../../src/main/engine/tensorflow/tf'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import { truncated } from '../../../src/main/models/families/truncation'
import { galleryInputs } from '../../../src/main/models/gallery'
import { samplingInputs } from '../../../src/main/models/sampling'
import { normalShare } from '../../../src/shared/normal'
import { drawLatents } from '../../../src/shared/random'

await openEngine('tensorflow')
const model = findModel('biggan')
const settings = completeSettings(model, { width: 4, classes: 3, perClass: 2, latent: 8, shared: 4 })

const truncate = (latents: Float32Array, threshold: number): Float32Array =>
  truncated(tf.tensor2d(latents, [1, latents.length]), tf.tensor1d([threshold])).dataSync() as Float32Array

test.each([0.04, 0.5, 1, 2])('truncated at %f, latents are as if drawn until they are within', threshold => {
  const count = 20_000
  const latents = drawLatents(3, 1, count)
  const within = truncate(latents, threshold)
  const kept = within.filter((value, i) => value === latents[i])
  expect(Math.max(...within.map(Math.abs))).toBeLessThanOrEqual(threshold)
  // What is within stays as it is; of the rest nothing does.
  expect(kept).toEqual(latents.filter(value => Math.abs(value) <= threshold))
  // Kolmogorov's distance to N(0, 1), given that it is within, at a level of one in a million.
  const [below, inside] = [normalShare(-threshold), 1 - 2 * normalShare(-threshold)]
  const far = within
    .toSorted()
    .reduce((most, value, i) => Math.max(most, Math.abs((i + 0.5) / count - (normalShare(value) - below) / inside)), 0)
  expect(far).toBeLessThan(2.7 / Math.sqrt(count))
})

test('moving the threshold past a number moves it evenly: a slider makes no jumps', () => {
  const at = (threshold: number): number => truncate(Float32Array.of(1), threshold)[0] ?? Number.NaN
  expect(at(1.001)).toBe(1)
  expect(at(0.999)).toBeCloseTo(0.997, 2)
  const values = Array.from({ length: 200 }, (_, i) => at(0.05 + i * 0.005))
  for (const [i, value] of values.slice(1).entries()) expect(Math.abs(value - (values[i] ?? 0))).toBeLessThan(0.05)
})

test(
  'a class, another one, how much of it, and the truncation are declared; where nobody sets them it is as ' + 'trained',
  () => {
    const inputs = samplingInputs(model.sampling, settings, ['cats', 'dogs', 'owls'])
    expect(inputs.map(({ key }) => key)).toEqual(['latents', 'class', 'with', 'mix', 'truncation'])
    expect(inputs[2]).toMatchObject({ kind: 'choice', choices: ['cats', 'dogs', 'owls'] })
    const gallery = galleryInputs(model, settings, 1)
    expect(gallery['class']).toEqual(Int32Array.of(0, 0, 1, 1, 2, 2))
    expect(gallery['mix']).toEqual(new Float32Array(6))
    expect(gallery['truncation']).toEqual(new Float32Array(6).fill(2))
  }
)

test('mixed halfway, a picture is of neither class; wholly, of the other, whichever it began with', () => {
  const { definition, dispose } = build({ model, settings, seed: 1, batchSize: 4, sampleCount: 6, table: null })
  const program = interpret(definition)
  const latents = new Float32Array(6 * 8).fill(0.3)
  const draw = (rows: Record<'class' | 'with' | 'mix' | 'truncation', number[]>): number[][] => {
    const { pixels = new Int32Array() } = program.run('sample', {
      latents,
      class: Int32Array.from(rows.class),
      with: Int32Array.from(rows.with),
      mix: Float32Array.from(rows.mix),
      truncation: Float32Array.from(rows.truncation)
    })
    return Array.from({ length: 6 }, (_, i) => [
      ...pixels.slice((i * pixels.length) / 6, ((i + 1) * pixels.length) / 6)
    ])
  }
  const [cat, dog, half, wholly, unmixed, truncatedCat] = draw({
    class: [0, 1, 0, 0, 0, 0],
    with: [0, 0, 1, 1, 1, 0],
    mix: [0, 0, 0.5, 1, 0, 0],
    truncation: [2, 2, 2, 2, 2, 0.04]
  })
  expect(cat).not.toEqual(dog)
  expect(half).not.toEqual(cat)
  expect(half).not.toEqual(dog)
  expect(wholly).toEqual(dog)
  expect(unmixed).toEqual(cat)
  expect(truncatedCat).not.toEqual(cat)
  program.dispose()
  dispose()
})
