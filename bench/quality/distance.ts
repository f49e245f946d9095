/**
 * How far the pictures that runs have made are from the dataset, by the studio's own metric, whoever made them.
 *
 *     node out/main/quality-distance.js DATASET FOLDER… [--draw 2000] [--reference 10000] [--size 784]
 *
 * DATASET: packed pictures, `size` bytes each. Each FOLDER has a samples.u8 like it (keras_train.py, run.ts), which is
 * taken apart in draws. One JSON document on stdout: of each folder the distance of each draw to the same reference
 * pictures; `pictures`: the same of real pictures that are not among the reference, as near as can be expected.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { slicedWassersteins } from '../../src/main/metrics/sliced-wasserstein'
import { permutation } from '../../src/shared/random'

const {
  values,
  positionals: [dataset, ...folders]
} = parseArgs({
  allowPositionals: true,
  options: {
    draw: { type: 'string', default: '2000' },
    reference: { type: 'string', default: '10000' },
    size: { type: 'string', default: '784' }
  }
})
if (dataset === undefined || folders.length === 0) throw new Error('Wanted: DATASET FOLDER….')
const [draw, count, size] = [values.draw, values.reference, values.size].map(Number) as [number, number, number]

const all = readFileSync(dataset)
const order = permutation(all.length / size, 'reference', 0)
const pictures = (from: number, to: number): Uint8Array =>
  Buffer.concat([...order.slice(from, to)].map(at => all.subarray(at * size, (at + 1) * size)))
const reference = pictures(0, count)

const bytes = draw * size
const draws = (set: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.floor(set.length / bytes) }, (_, i) => set.subarray(i * bytes, (i + 1) * bytes))
const sets = [
  { name: 'pictures', draws: draws(pictures(count, count + 5 * draw)) },
  ...folders.map(name => ({ name, draws: draws(readFileSync(join(name, 'samples.u8'))) }))
]

const distances = slicedWassersteins(
  sets.flatMap(set => set.draws),
  reference,
  size
)
const found = Object.fromEntries(sets.map(set => [set.name, distances.splice(0, set.draws.length)]))
process.stdout.write(`${JSON.stringify({ draw, reference: count, found }, null, 1)}\n`)
