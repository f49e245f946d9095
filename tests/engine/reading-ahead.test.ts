/** What the next step needs is in the system's memory before it is asked for. */
import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, fsyncSync, openSync, readdirSync, readlinkSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pictureReader } from '../../src/main/engine/training/batch-reader'
import { ReadingAhead } from '../../src/main/engine/training/reading-ahead'
import { until } from '../e2e/support/until'
import { temporaryFolder } from '../store/fixtures'

const width = 64 * 64 * 3
const count = 4000

/** A packed file whose every picture is of its own number. */
function packed(): string {
  const path = join(temporaryFolder(), 'pictures.u8')
  const file = openSync(path, 'w')
  for (let i = 0; i < count; i++) writeSync(file, new Uint8Array(width).fill(i % 251))
  fsyncSync(file)
  closeSync(file)
  return path
}

/** Bytes of a file that the system has in memory. */
const inMemory = (path: string): number =>
  Number(execFileSync('fincore', ['-b', '-n', '-o', 'RES', path], { encoding: 'utf8' }))
const forget = (path: string): boolean =>
  spawnSync('dd', [`of=${path}`, 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0'], { stdio: 'ignore' }).status ===
  0
const canTell = process.platform === 'linux' && spawnSync('fincore', ['--version']).status === 0

test('pictures are the same with and without, in whatever order they are asked for', async () => {
  const reader = pictureReader(packed(), width)
  for (let step = 0; step < 20; step++) {
    const indices = Int32Array.from({ length: 16 }, (_, i) => (step * 977 + i * 131) % count)
    reader.ahead?.(indices)
    const { pixels } = reader.read(indices)
    expect([...indices].map((_, i) => pixels[i * width + 7])).toEqual([...indices].map(index => index % 251))
  }
  reader.close()
})

test.runIf(canTell)('what is wanted next is read beside the step, once a step was slow, and not before', async () => {
  const path = packed()
  const file = openSync(path, 'r')
  const ahead = new ReadingAhead(file, width)
  const wanted = Int32Array.from({ length: 64 }, (_, i) => i * 60)
  expect(forget(path)).toBe(true)
  const cold = inMemory(path)
  // A step that waited for nothing.
  ahead.took(0.1, 64)
  ahead.want(wanted)
  await pause(50)
  expect(inMemory(path)).toBe(cold)
  // One that waited for a disk.
  ahead.took(64, 64)
  ahead.want(wanted)
  await new Promise<void>(done => ahead.end(done))
  expect(inMemory(path)).toBeGreaterThanOrEqual(cold + wanted.length * width)
  closeSync(file)
})

test.runIf(process.platform === 'linux')(
  'a reader that is closed while it reads ahead closes its file after that',
  async () => {
    const path = packed()
    const open = (): number =>
      readdirSync('/proc/self/fd').filter(file => {
        try {
          return readlinkSync(`/proc/self/fd/${file}`) === path
        } catch {
          return false
        }
      }).length
    const reader = pictureReader(path, width)
    reader.ahead?.(Int32Array.from({ length: 32 }, (_, i) => i))
    expect(open()).toBe(1)
    reader.close()
    await until('the file is closed', () => open() === 0)
  }
)
