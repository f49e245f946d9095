/** A model declares what it is sampled from: one declaration and its use, and everything else follows. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { knobOptions, knobValues } from '../../src/main/cli/sampling'
import { openEngine } from '../../src/main/engine/engines'
import type { Generate } from '../../src/main/engine/protocol'
import { Sampler } from '../../src/main/engine/sampling/sampler'
import { train } from '../../src/main/engine/training'
import { dense, flatten, reshape, tanh } from '../../src/main/layers'
import { models } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { defineGan } from '../../src/main/models/families/gan'
import { galleryInputs } from '../../src/main/models/gallery'
import { numberInput, samplingInputs } from '../../src/main/models/sampling'
import { adam, batchSize, beta1, epochs, learningRate, passes } from '../../src/main/models/settings'
import { askedFor, behind, drawn, partOf, withInitial } from '../../src/main/studio/explore/asked'
import type { Context } from '../../src/main/studio/context'
import { tf } from '../../src/main/tensors/tf'
import type { Run } from '../../src/shared/domain'
import { drawLatents, uniformStream } from '../../src/shared/random'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-inputs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The whole of an input that no other model has: its declaration, and what becomes of it. */
const model = defineGan({
  id: 'truncated',
  name: 'Truncated',
  summary: '',
  purpose: 'soon',
  paper: 'arXiv:1809.11096',
  settings: [epochs(1), passes, batchSize(4), learningRate(1e-3), beta1(0.5)],
  image: () => [4, 4, 1],
  latent: () => 3,
  latentDistribution: 'normal',
  sampleCount: () => 2,
  suits: () => ({ score: 0, reason: '', settings: {} }),
  generator: () => [dense(16), tanh(), reshape([4, 4, 1])],
  discriminator: () => [flatten(), dense(1)],
  rates: adam,
  sampling: own => ({
    ...own,
    inputs: s => [
      ...own.inputs(s),
      numberInput({
        key: 'truncation',
        label: 'Truncation',
        help: 'Below 1: nearer the mean.',
        min: 0,
        max: 1,
        default: 1
      })
    ],
    draw: (n, input, state, s) => {
      const share = tf.reshape(input('truncation'), [-1, 1])
      return own.draw(n, key => (key === 'latents' ? tf.mul(input('latents'), share) : input(key)), state, s)
    }
  })
})
const settings = completeSettings(model, {})
let checkpoint = ''

beforeAll(async () => {
  const all = models as Map<string, typeof model>
  all.set(model.id, model)
  const random = uniformStream('inputs')
  const path = join(folder, 'pictures.bin')
  writeFileSync(
    path,
    Uint8Array.from({ length: 8 * 16 }, () => Math.floor(random() * 256))
  )
  await train(
    {
      type: 'train',
      model: model.id,
      settings,
      seed: 1,
      epochs: 1,
      dataset: { path, count: 8, shape: [4, 4, 1] },
      checkpoints: folder,
      resumeFrom: null,
      sampleInputs: galleryInputs(model, settings, 1),
      sampleCount: 2
    },
    report => {
      if (report.type === 'epoch') checkpoint = join(folder, report.checkpoint.file)
    },
    { reportEvery: 1e9, shouldStop: async () => false },
    { model }
  )
})

const order = (inputs: Generate['inputs'], count: number): Generate => ({
  model: model.id,
  settings,
  shape: [4, 4, 1],
  checkpoint,
  inputs,
  count
})

test('what is declared reaches the model, a row for each picture', async () => {
  const latents = drawLatents(5, 5, 3)
  const { pixels } = await new Sampler(() => model).generate(
    order({ latents, truncation: Float32Array.of(0, 0, 1, 1, 0.5) }, 5)
  )
  const picture = (i: number): number[] => [...pixels.subarray(16 * i, 16 * (i + 1))]
  expect(picture(0)).toEqual(picture(1))
  expect(picture(2)).not.toEqual(picture(3))
  const half = latents.map((value, i) => (i < 12 ? value : value / 2))
  const scaled = await new Sampler(() => model).generate(
    order({ latents: half, truncation: new Float32Array(5).fill(1) }, 5)
  )
  expect([...scaled.pixels.subarray(64)]).toEqual(picture(4))
})

test('what is missing, too much or of another length is said by name', async () => {
  const [sampler, latents] = [new Sampler(() => model), drawLatents(5, 1, 3)]
  await expect(sampler.generate(order({ latents }, 1))).rejects.toThrow(
    '"truncation", 1 numbers for each picture; none'
  )
  await expect(sampler.generate(order({ latents, truncation: new Float32Array(2) }, 1))).rejects.toThrow(
    '2 were given for 1'
  )
  await expect(
    sampler.generate(order({ latents, truncation: new Float32Array(1), noise: new Float32Array(1) }, 1))
  ).rejects.toThrow('not drawn from "noise". It is drawn from: latents, truncation.')
})

const run = { name: 'Faces', latent: 3, inputs: samplingInputs(model.sampling, settings, []) } as unknown as Run
const classes = { key: 'class', label: 'Class', help: '', kind: 'choice' as const, choices: ['cats', 'dogs'] }
const pets = { ...run, name: 'Pets', inputs: [...run.inputs.slice(0, 1), classes] } as Run
// Nothing that it is asked for here is a picture, which alone is read with it.
const asked = (of: Run, values: Parameters<typeof askedFor>[2]) => askedFor({} as Context, of, values)

test('the studio fills in what nobody sets, and checks what somebody does', async () => {
  const latents = [
    [1, 2, 3],
    [4, 5, 6]
  ]
  expect((await asked(run, { latents })).inputs).toEqual({
    latents: Float32Array.of(1, 2, 3, 4, 5, 6),
    truncation: Float32Array.of(1, 1)
  })
  expect((await asked(run, { latents, truncation: 0.5 })).inputs['truncation']).toEqual(Float32Array.of(0.5, 0.5))
  expect((await asked(run, { latents, truncation: [0, 1] })).inputs['truncation']).toEqual(Float32Array.of(0, 1))
  expect((await asked(pets, { latents, class: [1, 0] })).inputs['class']).toEqual(Int32Array.of(1, 0))
  await expect(asked(run, { latents, truncation: 2 })).rejects.toThrow(
    'truncation of "Faces" cannot be 2; it has 0 to 1'
  )
  await expect(asked(pets, { latents, class: 2 })).rejects.toThrow('cannot be 2; it has 0 (cats), 1 (dogs)')
  await expect(asked(pets, { latents, class: [0, 1, 0] })).rejects.toThrow('3 pictures of "Pets"')
  await expect(asked(run, { latents: [[1]] })).rejects.toThrow('has 3 numbers; 1 were given')
  await expect(asked(run, { truncation: 1 })).rejects.toThrow('is drawn from "latents", which is missing')
  await expect(asked(run, { latents, noise: 1 })).rejects.toThrow('It is drawn from: latents, truncation.')
})

test(
  'fresh samples: latents by the seed, choices each in its turn, the rest as it is set or where nobody ' + 'sets it',
  () => {
    expect(drawn(run, 3, 2, { truncation: 0.25 }).inputs).toEqual({
      latents: drawLatents(3, 2, 3),
      truncation: Float32Array.of(0.25, 0.25)
    })
    expect(drawn(pets, 3, 3).inputs['class']).toEqual(Int32Array.of(0, 1, 0))
    expect(drawn(pets, 3, 3, { class: 1 }).inputs['class']).toEqual(Int32Array.of(1, 1, 1))
    expect(() => drawn(run, 3, 2, { latents: 1 })).toThrow('drawn by the seed')
    expect(withInitial(pets, 2, { latents: new Float32Array(6) }).inputs['class']).toEqual(new Int32Array(2))
  }
)

test('rows are cut, and put behind others, by picture', () => {
  const four = drawn(run, 3, 4, { truncation: 0.25 })
  expect(partOf(four, 1, 2)).toEqual({
    count: 2,
    inputs: { latents: drawLatents(3, 4, 3).slice(3, 9), truncation: Float32Array.of(0.25, 0.25) }
  })
  expect(behind(run, Float32Array.of(7, 8, 9), partOf(four, 0, 1))).toEqual({
    count: 2,
    inputs: { latents: Float32Array.of(7, 8, 9, ...drawLatents(3, 1, 3)), truncation: Float32Array.of(0.25, 0.25) }
  })
})

test('the command line has an option for it, and reads its word', () => {
  expect(knobOptions().map(({ long }) => long)).toEqual(expect.arrayContaining(['--truncation', '--class']))
  expect(knobValues(run, { truncation: '0.5', class: undefined })).toEqual({ truncation: 0.5 })
  expect(knobValues(pets, { class: 'Dogs' })).toEqual({ class: 1 })
  const petsOf = (choices: string[]) => ({ ...run, name: 'Pets', inputs: [{ ...classes, choices }] }) as Run
  const odd = petsOf(['-1', '0', 'Cat', 'cat', 'Dog'])
  expect(['0', 'Cat', 'cat', 'dog', '4'].map(word => knobValues(odd, { class: word })['class'])).toEqual([
    1, 2, 3, 4, 4
  ])
  expect(() => knobValues(odd, { class: 'CAT' })).toThrow('more than one class that "CAT" could be: "Cat", "cat"')
  const many = petsOf(Array.from({ length: 1000 }, (_, i) => `n${i}`))
  expect(() => knobValues(many, { class: 'bird' })).toThrow(/It has: n0, .*, n11 and 988 more\.$/)
  expect(() => knobValues(run, { class: 'dogs' })).toThrow('"Faces" is not drawn from a class. It has: --truncation.')
  expect(() => knobValues(run, { truncation: 'much' })).toThrow(
    '--truncation must be a number from 0 to 1; got "much".'
  )
  expect(() => knobValues(pets, { class: 'dog' })).toThrow(
    /no class "dog"\. Did you mean .*dogs.* It has: cats, dogs\./
  )
})
