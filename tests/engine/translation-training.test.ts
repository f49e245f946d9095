/**
 * pix2pix and CycleGAN train on packed files: what their sheets show, and that a run goes on in mid-epoch to the same
 * bits.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ExampleKindId, Settings } from '../../src/shared/domain'
import { uniformStream } from '../../src/shared/random'
import { openEngine } from '../../src/main/engine/engines'
import type { Generate, Report, TrainOrder } from '../../src/main/engine/protocol'
import { Sampler } from '../../src/main/engine/sampling/sampler'
import { train } from '../../src/main/engine/training'
import { domainOrder, seededOrder } from '../../src/main/engine/training/order'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { galleryInputs, galleryOf } from '../../src/main/models/gallery'
import { readTensors } from '../../src/main/checkpoints/safetensors'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-translation-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Squares of a grey somewhere: bright ones are domain A or targets, dark ones domain B or inputs. */
function squares(size: number, count: number, dark: (i: number) => boolean): Uint8Array {
  const random = uniformStream('squares')
  return Uint8Array.from(
    Array.from({ length: count }, (_, i) => {
      const [left, top, side] = [random() * size * 0.5, random() * size * 0.5, size * (0.2 + 0.3 * random())]
      return Array.from({ length: size * size }, (__, at) => {
        const [x, y] = [at % size, Math.floor(at / size)]
        const inside = x >= left && x < left + side && y >= top && y < top + side
        return inside ? (dark(i) ? 40 : 230) : 128
      })
    }).flat()
  )
}

interface Kind {
  id: string
  exampleKind: ExampleKindId
  size: number
  given: Settings
  pixels: Uint8Array
  count: number
  labels?: Int32Array
}
const pix2pix: Kind = {
  id: 'pix2pix',
  exampleKind: 'pairs',
  // The smallest whose generator has dropout.
  size: 64,
  given: { size: '64', width: 4, samples: 2 },
  pixels: squares(64, 20, i => i % 2 === 0),
  count: 10
}
const cyclegan: Kind = {
  id: 'cyclegan',
  exampleKind: 'domains',
  size: 32,
  given: { size: '32', width: 4, blocks: 1, samples: 2, passes: 10 },
  pixels: squares(32, 13, i => i >= 8),
  count: 13,
  labels: Int32Array.from({ length: 13 }, (_, i) => (i >= 8 ? 1 : 0))
}

async function run(
  { id, exampleKind, size, given, pixels, count, labels }: Kind,
  options: { epochs: number; resumeFrom?: string; stopAt?: number }
) {
  const model = findModel(id)
  const settings = completeSettings(model, { channels: 'grey', ...given })
  const path = join(folder, `${id}.u8`)
  writeFileSync(path, pixels)
  const { columns, pictures } = galleryOf(model, settings, 3)
  const order: TrainOrder = {
    type: 'train',
    model: id,
    settings,
    seed: 3,
    epochs: options.epochs,
    dataset: { path, count, exampleKind, shape: [size, size, 1], labels },
    checkpoints: mkdtempSync(join(folder, 'run')),
    resumeFrom: options.resumeFrom ?? null,
    sampleInputs: galleryInputs(model, settings, 3),
    sampleColumns: columns,
    samplePictures: pictures,
    sampleCount: model.sampleCount(settings)
  }
  const reports: Report[] = []
  await train(
    order,
    report => {
      reports.push(report)
    },
    { shouldStop: async step => step >= (options.stopAt ?? Infinity), reportEvery: 0 }
  )
  return {
    reports,
    settings,
    checkpoints: order.checkpoints,
    epochs: reports.flatMap(report => (report.type === 'epoch' ? [report] : []))
  }
}
const file = (checkpoints: string, step: number): string =>
  join(checkpoints, `step-${String(step).padStart(8, '0')}.safetensors`)
const tensors = (checkpoints: string, step: number) =>
  new Map([...readTensors(file(checkpoints, step)).tensors].map(([name, { values }]) => [name, values]))

describe.each([
  // 10 steps per epoch; stopped within the second.
  ['pix2pix', pix2pix, { epochs: 2, stopAt: 14, last: 20 }],
  // The larger domain's 8 pictures ten times: 80 steps. The buffers of 50 are full and swap when it is stopped.
  ['cyclegan', cyclegan, { epochs: 1, stopAt: 60, last: 80 }]
])('%s', (id, kind, { epochs, stopAt, last }) => {
  test('goes on from the middle of an epoch to the same weights, optimiser and buffers, bit by bit', async () => {
    const whole = await run(kind, { epochs })
    const half = await run(kind, { epochs, stopAt })
    expect(half.reports.at(-1)).toMatchObject({ type: 'stopped', step: stopAt })
    const rest = await run(kind, { epochs, resumeFrom: file(half.checkpoints, stopAt) })
    const [wanted, found] = [tensors(whole.checkpoints, last), tensors(rest.checkpoints, last)]
    expect([...found.keys()]).toEqual([...wanted.keys()])
    for (const [name, values] of wanted) expect(found.get(name), name).toEqual(values)
    expect(rest.epochs.at(-1)?.losses).toEqual(whole.epochs.at(-1)?.losses)
    expect(rest.epochs.at(-1)?.samples.pixels).toEqual(whole.epochs.at(-1)?.samples.pixels)
    if (id !== 'cyclegan') return
    const buffered = tensors(half.checkpoints, stopAt)
    expect(buffered.get('a/count')).toEqual(Float32Array.of(50))
    expect(buffered.get('b/pictures')?.some(value => value !== 0)).toBe(true)
    // It has moved on since.
    expect(wanted.get('a/pictures')).not.toEqual(buffered.get('a/pictures'))
  }, 300_000)
})

test('a sheet of cycles shows pictures of either domain, what was made of them, and what came back', async () => {
  const { epochs, checkpoints, settings } = await run(cyclegan, { epochs: 1 })
  const { count, columns, pixels } = epochs.at(-1)?.samples ?? { count: 0, columns: 0, pixels: new Uint8Array() }
  expect([count, columns]).toEqual([12, 2])
  const each = 32 * 32
  const row = (at: number): Uint8Array => pixels.subarray(at * 2 * each, (at + 1) * 2 * each)
  const picture = (at: number): Uint8Array => cyclegan.pixels.subarray(at * each, (at + 1) * each)
  // Evenly: of eight the third and the seventh, of five the second and the fourth.
  expect(row(0)).toEqual(Uint8Array.from([...picture(2), ...picture(6)]))
  expect(row(3)).toEqual(Uint8Array.from([...picture(9), ...picture(11)]))
  const order = (conditions: Uint8Array, direction: 0 | 1): Generate => ({
    model: 'cyclegan',
    settings,
    shape: [32, 32, 1],
    checkpoint: file(checkpoints, 80),
    inputs: { input: conditions, direction: Int32Array.of(direction, direction) },
    count: 2
  })
  const sampler = new Sampler()
  const made = async (at: number, direction: 0 | 1) =>
    Uint8Array.from((await sampler.generate(order(Uint8Array.from(row(at)), direction))).pixels)
  expect(await made(0, 0)).toEqual(row(1))
  expect(await made(1, 1)).toEqual(row(2))
  expect(await made(3, 1)).toEqual(row(4))
  expect(await made(4, 0)).toEqual(row(5))
  expect(row(1)).not.toEqual(row(0))
})

test(
  'pix2pix draws its noise by the latent, one way without it, and pictures of any size whose sides its ' +
    'halvings divide',
  async () => {
    const { checkpoints, settings } = await run(pix2pix, { epochs: 2 })
    const sampler = new Sampler()
    const conditions = pix2pix.pixels.slice(0, 64 * 64)
    const translate = async (latent: number, more: Partial<Generate> = {}) =>
      Uint8Array.from(
        (
          await sampler.generate({
            model: 'pix2pix',
            settings,
            shape: [64, 64, 1],
            checkpoint: file(checkpoints, 20),
            inputs: { latents: Float32Array.of(latent), input: conditions },
            count: 1,
            ...more
          })
        ).pixels
      )
    const [one, again, other] = [await translate(0.5), await translate(0.5), await translate(0.6)]
    expect(again).toEqual(one)
    expect(other).not.toEqual(one)
    const quiet = { settings: { ...settings, noise: false }, inputs: { input: conditions } }
    expect(await translate(0, quiet)).toEqual(await translate(1, quiet))
    const wide = await translate(0.5, {
      shape: [64, 192, 1],
      inputs: {
        latents: Float32Array.of(0.5),
        input: Uint8Array.from({ length: 64 * 192 }, (_, i) => conditions[Math.floor(i / 192) * 64 + (i % 64)] ?? 0)
      }
    })
    expect(wide).toHaveLength(64 * 192)
    // What a picture becomes beside others is not a matter of theirs.
    const two = await translate(0, {
      inputs: { latents: Float32Array.of(0.6, 0.5), input: Uint8Array.from([...conditions, ...conditions]) },
      count: 2
    })
    expect(two.subarray(64 * 64)).toEqual(one)
    expect(two.subarray(0, 64 * 64)).toEqual(other)
  }
)

describe('orders', () => {
  test('every pass sees every example once, in an order of its own', () => {
    const order = seededOrder(10, 3, 5)
    const pass = (at: number): number[] => [0, 1, 2].flatMap(step => [...order(3 * at + step)])
    expect(new Set(pass(0)).size).toBe(9)
    expect(pass(1)).not.toEqual(pass(0))
    expect(order(4)).toEqual(seededOrder(10, 3, 5)(4))
  })

  test('domains are gone through independently, each whole before it begins anew', () => {
    const labels = Int32Array.of(0, 0, 0, 1, 1, 1, 1, 1)
    const order = domainOrder(labels, 1, 7)
    const steps = Array.from({ length: 15 }, (_, step) => [...order(step)])
    const [a, b] = [steps.map(([first = -1]) => first), steps.map(([, second = -1]) => second)]
    for (let pass = 0; pass < 5; pass++) expect(new Set(a.slice(3 * pass, 3 * pass + 3))).toEqual(new Set([0, 1, 2]))
    for (let pass = 0; pass < 3; pass++)
      expect(new Set(b.slice(5 * pass, 5 * pass + 5))).toEqual(new Set([3, 4, 5, 6, 7]))
    // With three and five, every picture meets every other in fifteen steps, were both orders the same each time.
    expect(new Set(steps.map(pair => pair.join())).size).toBeLessThan(15)
    expect(order(4)).toEqual(domainOrder(labels, 1, 7)(4))
    expect(() => domainOrder(Int32Array.of(0, 0), 1, 7)).toThrow('No picture is of domain 1')
  })
})
