import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeTensors } from '../../src/main/checkpoints/safetensors'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { weightsOf } from '../../src/main/models/weights'
import { temporaryFolder } from '../store/fixtures'
import { sourceOf, write } from './source'

const model = findModel('mlp-simple')
const settings = completeSettings(model, { latent: 3 })
const planned = ['generator', 'discriminator'].flatMap(network => weightsOf({ model, settings }, network))
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** A checkpoint whose numbers tell which tensor they are of. @param named what its file calls a weight */
function checkpoint(named: (name: string) => string, averages = true): string {
  const path = join(temporaryFolder(), 'step-00000009.safetensors')
  const filled = (shape: readonly number[], value: number) => ({
    shape,
    values: new Float32Array(sizeOf(shape)).fill(value)
  })
  const networks = planned.map(({ name, shape }, i) => [named(name), filled(shape, i)] as const)
  const kept = averages ? planned.filter(({ name }) => name.startsWith('generator/')) : []
  const shadows = kept.map(({ name, shape }, i) => [`ema/${name}`, filled(shape, 100 + i)] as const)
  writeTensors(path, new Map([...networks, ...shadows, [named('adam/step/count'), filled([], 9)]]), { step: '9' })
  return path
}

/** Read by the format's description, not by the reader that the studio has. */
function read(bytes: Uint8Array): Map<string, { shape: number[]; first: number; last: number }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = 8 + Number(view.getBigUint64(0, true))
  const { __metadata__: about, ...fields } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)))
  expect(about).toMatchObject({ model: 'mlp-simple', epoch: '2', step: '9' })
  let end = 0
  const found = new Map(
    Object.entries(fields as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to]
        }
      ]) => {
        expect([dtype, to - from]).toEqual(['F32', 4 * sizeOf(shape)])
        end = Math.max(end, to)
        return [
          name,
          { shape, first: view.getFloat32(start + from, true), last: view.getFloat32(start + to - 4, true) }
        ]
      }
    )
  )
  expect(start + end).toBe(bytes.length)
  return found
}

const source = (path: string) =>
  sourceOf({
    run: { model: 'mlp-simple', settings, seed: 1 },
    checkpoints: [1, 2],
    checkpoint: async epoch => ({ path, epoch: epoch ?? 2, step: 9 })
  })

test('what draws is the average where the run keeps one, under the plain paths of its weights', async () => {
  const found = read((await write('safetensors', source(checkpoint(name => name)))).bytes)
  const wanted = planned.filter(({ name }) => name.startsWith('generator/'))
  expect([...found]).toEqual(
    wanted.map(({ name, shape }, i) => [name, { shape: [...shape], first: 100 + i, last: 100 + i }])
  )
})

test('without an average it is the network itself; every network, and everything, can be had', async () => {
  const plain = read((await write('safetensors', source(checkpoint(name => name, false)))).bytes)
  expect(plain.get(planned[0]?.name ?? '')?.first).toBe(0)
  const path = checkpoint(name => name)
  const networks = read((await write('safetensors', source(path), { contents: 'networks' })).bytes)
  expect([...networks.keys()]).toEqual(planned.map(({ name }) => name))
  const all = read((await write('safetensors', source(path), { contents: 'everything' })).bytes)
  expect(all.size).toBe(networks.size + planned.filter(({ name }) => name.startsWith('generator/')).length + 1)
  expect(all.get('adam/step/count')).toEqual({ shape: [], first: 9, last: 9 })
})

test('a checkpoint from before weights had paths is exported with paths', async () => {
  // generator.0.dense.kernel: the place in its chain instead of a number at the name's end.
  const places = new Map(
    ['generator', 'discriminator'].flatMap(network => {
      const parts = [...new Set(weightsOf({ model, settings }, network).map(({ name }) => name.split('/')[1]))]
      return parts.map((part, i) => [`${network}/${part}`, `${network}.${i}.${part?.replace(/\d+$/, '')}`] as const)
    })
  )
  const earlier = (name: string): string => {
    if (name.startsWith('adam')) return 'adam.step'
    const [network, part, weight] = name.split('/')
    return `${places.get(`${network}/${part}`)}.${weight}`
  }
  const file = checkpoint(earlier, false)
  const found = read((await write('safetensors', source(file), { contents: 'networks' })).bytes)
  expect([...found.keys()]).toEqual(planned.map(({ name }) => name))
})
