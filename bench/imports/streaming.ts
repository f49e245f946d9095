/**
 * How long a step waits for its examples where the dataset is larger than memory (Linux), in turns: read when they are
 * wanted; read ahead beside the step before; and from memory, where the file fits.
 *
 *     node out/main/streaming.js FILE [STEPS] [MILLISECONDS]
 *
 * FILE is a packed dataset of 64 × 64 colours, or anything large; a step is a batch of 32 and then so many
 * milliseconds (30) in which this thread does something else. Before each turn the system forgets the file. A cgroup
 * with less memory than the file keeps it from remembering more of it meanwhile.
 */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { pictureReader } from '../../src/main/engine/training/batch-reader'
import { permutation } from '../../src/shared/random'

const [file = '', steps = '100', milliseconds = '30'] = process.argv.slice(2)
const width = 64 * 64 * 3
const batch = 32
const rounds = 5
const count = Math.floor(statSync(file).size / width)
const still = new Int32Array(new SharedArrayBuffer(4))

/** Milliseconds that a step waits, on average. */
async function waited(how: 'when wanted' | 'ahead' | 'memory', round: number): Promise<number> {
  const order = permutation(count, 'order', round, 0)
  const of = (step: number) => Int32Array.from({ length: batch }, (_, i) => order[(step * batch + i) % count] ?? 0)
  const reader = pictureReader(file, width)
  forget()
  if (how === 'memory') for (let step = 0; step < Number(steps); step++) reader.read(of(step))
  let waiting = 0
  for (let step = 0; step < Number(steps); step++) {
    const began = performance.now()
    reader.read(of(step))
    if (how === 'ahead') reader.ahead?.(of(step + 1))
    waiting += performance.now() - began
    Atomics.wait(still, 0, 0, Number(milliseconds))
    // As often as a training says how far it is.
    if (step % 8 === 7) await new Promise(next => setImmediate(next))
  }
  reader.close()
  return waiting / Number(steps)
}

function forget(): void {
  const words = [`of=${file}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0']
  if (spawnSync('dd', words, { stdio: 'ignore' }).status !== 0)
    throw new Error('dd could not make the system forget it.')
}

const found = { 'when wanted': [] as number[], ahead: [] as number[], memory: [] as number[] }
for (let round = 0; round < rounds; round++)
  for (const how of Object.keys(found) as (keyof typeof found)[]) found[how].push(await waited(how, round))
for (const [how, each] of Object.entries(found)) {
  const sorted = each.toSorted((a, b) => a - b)
  const middle = (sorted[Math.floor(rounds / 2)] ?? 0).toFixed(2)
  console.log(`${how}: ${middle} ms per step (${sorted.map(time => time.toFixed(2)).join(', ')})`)
}
