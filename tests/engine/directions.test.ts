/** Directions in latents, beside the weights that they come from and the pictures that they change. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { afterAll, expect, test } from 'vitest'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { leadingVectors } from '../../src/main/engine/directions/leading'
import { openEngine } from '../../src/main/engine/engines'
import { findDirections, inSpace } from '../../src/main/engine/sampling/directions'
import { Sampler } from '../../src/main/engine/sampling/sampler'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { galleryInputs } from '../../src/main/models/gallery'
import { tf } from '../../src/main/tensors/tf'
import type { Settings } from '../../src/shared/domain'
import { drawLatents, normalStream, uniformStream } from '../../src/shared/random'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-directions-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A checkpoint after two steps on noise. */
async function trained(id: string, given: Settings) {
  const model = findModel(id)
  const settings = completeSettings(model, { batchSize: 4, epochs: 1, ...given })
  const shape = model.image(settings)
  const random = uniformStream('directions', id)
  const path = join(mkdtempSync(join(folder, 'data-')), 'pictures.bin')
  writeFileSync(
    path,
    Uint8Array.from({ length: 8 * shape.reduce((a, b) => a * b) }, () => Math.floor(random() * 256))
  )
  const checkpoints = mkdtempSync(join(folder, 'run-'))
  const files: string[] = []
  await train(
    {
      type: 'train',
      model: id,
      settings,
      seed: 1,
      epochs: 1,
      dataset: { path, count: 8, shape },
      checkpoints,
      resumeFrom: null,
      sampleInputs: galleryInputs(model, settings, 1),
      sampleCount: model.sampleCount(settings)
    },
    report => {
      if (report.type === 'epoch') files.push(join(checkpoints, report.checkpoint.file))
    },
    { reportEvery: 1e9, shouldStop: async () => false }
  )
  const [checkpoint = ''] = files
  const size = model.latent(settings)
  /** One row of everything but latents, as nobody has set it. */
  const inputs = Object.fromEntries(
    Object.entries(galleryInputs(model, settings, 1)).flatMap(([key, rows]) =>
      key === 'latents' ? [] : [[key, rows.slice(0, rows.length / model.sampleCount(settings))]]
    )
  )
  return { order: { model: id, settings, checkpoint, shape }, size, inputs }
}

const along = (vectors: Float32Array, size: number, i: number): number[] => [
  ...vectors.subarray(i * size, (i + 1) * size)
]
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a, (value, i) => value * (b[i] ?? 0)).reduce((x, y) => x + y, 0)

test('factorised weights are the eigenvectors of the first kernel times itself', async () => {
  const { order, size, inputs } = await trained('mlp-simple', { latent: 7, samples: 4 })
  const found = await findDirections({ ...order, method: 'sefa', seed: 1, inputs, count: 3 })
  const { tensors } = readTensors(order.checkpoint, name => /^generator\/dense\/kernel$/.test(name))
  const kernel = tensors.get('generator/dense/kernel')
  if (!kernel) throw new Error(`There is no such kernel: ${[...tensors.keys()].join()}`)
  const weights = Matrix.from1DArray(kernel.shape[0] ?? 0, kernel.shape[1] ?? 0, kernel.values)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(weights.mmul(weights.transpose()), {
    assumeSymmetric: true
  })
  const order3 = realEigenvalues.map((value, i) => ({ value, i })).sort((a, b) => b.value - a.value)
  const total = realEigenvalues.reduce((a, b) => a + b, 0)
  for (let k = 0; k < 3; k++) {
    const { value, i } = order3[k] ?? { value: 0, i: 0 }
    expect(Math.abs(dot(along(found.vectors, size, k), eigenvectorMatrix.getColumn(i)))).toBeCloseTo(1, 3)
    expect(found.shares[k]).toBeCloseTo(value / total, 4)
  }
  expect([...found.deviations]).toEqual([1, 1, 1])
})

test('principal components change the first layer most, the first the most of all', async () => {
  const { order, size, inputs } = await trained('dcgan-28', { latent: 6, samples: 4, width: 8 })
  const found = await findDirections({ ...order, method: 'pca', seed: 3, inputs, count: 6 })
  expect(found.vectors).toHaveLength(6 * size)
  for (let a = 0; a < 6; a++)
    for (let b = 0; b < 6; b++)
      expect(dot(along(found.vectors, size, a), along(found.vectors, size, b))).toBeCloseTo(a === b ? 1 : 0, 4)
  expect([...found.shares]).toEqual([...found.shares].toSorted((a, b) => b - a))
  expect(found.shares.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(1.0001)
  const again = await findDirections({ ...order, method: 'pca', seed: 3, inputs, count: 6 })
  expect(again.vectors).toEqual(found.vectors)
})

test('of a StyleGAN directions lie in w, where a latent is the same picture', async () => {
  const { order, size, inputs } = await trained('stylegan', {
    size: '32',
    most: 4,
    base: 64,
    latent: 8,
    mappingLayers: 1,
    samples: 4
  })
  const latents = drawLatents(9, 2, size)
  const rows = (space: number) =>
    Object.fromEntries(
      Object.entries(inputs).map(([key, row]) => {
        const twice = key === 'space' ? Int32Array.of(space, space) : Array.from([...row, ...row])
        return [key, row instanceof Float32Array ? Float32Array.from(twice) : Int32Array.from(twice)]
      })
    )
  const styles = await inSpace({ ...order, inputs: { ...rows(0), latents }, count: 2 })
  expect(styles).not.toEqual(latents)
  const drawnWith = async (space: number, values: Float32Array) =>
    (await new Sampler().generate({ ...order, inputs: { ...rows(space), latents: values }, count: 2 })).pixels
  const [asDrawn, asStyles] = [await drawnWith(0, latents), await drawnWith(1, styles)]
  expect(Math.max(...asDrawn.map((value, i) => Math.abs(value - (asStyles[i] ?? 0))))).toBeLessThanOrEqual(1)

  for (const method of ['pca', 'sefa']) {
    const found = await findDirections({ ...order, method, seed: 1, inputs, count: 4 })
    expect(found.vectors).toHaveLength(4 * size)
    expect(Math.min(...found.deviations)).toBeGreaterThan(0)
    const moved = styles.map((value, i) => value + 3 * (found.deviations[0] ?? 0) * (found.vectors[i % size] ?? 0))
    expect(await drawnWith(1, moved)).not.toEqual(asStyles)
  }
})

test('the leading eigenvectors of a large matrix are those of its whole decomposition', async () => {
  const n = 200
  const normal = normalStream('leading')
  const factor = Matrix.from1DArray(
    n,
    12,
    Array.from({ length: n * 12 }, (_, i) => normal() * (12 - (i % 12)))
  )
  const gram = factor.mmul(factor.transpose())
  const { realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true })
  const tensor = tf.tensor2d(Float32Array.from(gram.to1DArray()), [n, n])
  const { values, vectors, trace } = await leadingVectors(tensor, 5)
  const wanted = realEigenvalues.toSorted((a, b) => b - a)
  values.forEach((value, i) => {
    expect(value / (wanted[i] ?? 0)).toBeCloseTo(1, 4)
  })
  expect(trace / realEigenvalues.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4)
  const [first = new Float64Array()] = vectors
  const image = gram.mmul(Matrix.columnVector([...first])).to1DArray()
  expect(dot(image, first) / (values[0] ?? 0)).toBeCloseTo(1, 4)
  tensor.dispose()
})
