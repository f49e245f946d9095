/**
 * On a disk that takes 150 ms to say that something is on it, beside a training of 20,000 steps per epoch and a run of
 * 10,000 epochs that is opened: what answers pages and windows is never held for 50 ms.
 */
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { openStore } from '../../../src/main/store'
import { addEpoch, newDataset, newRun } from '../../store/fixtures'
import { client, get } from '../../transports/fixture'
import { pictureFolder, small } from '../fixtures'

const slow = 150
const parts = join(import.meta.dirname, 'slow-disk')
const folder = mkdtempSync(join(tmpdir(), 'atelier-slow-'))
const library = join(folder, 'slow-disk.so')

/** Only Linux preloads like that, and only with a compiler. */
function compiled(): boolean {
  if (process.platform !== 'linux') return false
  for (const compiler of [process.env.CC, 'cc', 'gcc', 'clang'].filter(name => name !== undefined)) {
    try {
      execFileSync(compiler, ['-shared', '-fPIC', '-O2', '-o', library, join(parts, 'slow-disk.c'), '-ldl'], {
        stdio: 'ignore'
      })
      return true
    } catch {
      // The next one.
    }
  }
  return false
}

async function start(workspace: string) {
  const probe = join(folder, 'held.json')
  const child = spawn(
    process.execPath,
    ['--import', join(parts, 'loop-probe.mjs'), resolve('out/main/serve.js'), '--no-open', '--workspace', workspace],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        LD_PRELOAD: library,
        SLOW_DISK_MS: String(slow),
        LOOP_PROBE: probe,
        ATELIER_TRAINER: join(parts, 'fast-trainer.mjs'),
        ATELIER_STUDIO: resolve('out/main/studio.js')
      }
    }
  )
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const url = await new Promise<string>(ready =>
    createInterface({ input: child.stdout }).on('line', line => {
      const [, address] = /^Atelier is ready at (\S+)$/.exec(line) ?? []
      if (address) ready(address)
    })
  )
  const { port, hash } = new URL(url)
  return {
    port: Number(port),
    studio: client(Number(port), hash.slice('#token='.length)),
    /** Milliseconds of the longest holds since it was asked last. */
    held: async (): Promise<number[]> => {
      rmSync(probe, { force: true })
      child.kill('SIGUSR2')
      while (!existsSync(probe)) await pause(20)
      return JSON.parse(readFileSync(probe, 'utf8')) as number[]
    }
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise(done => setTimeout(done, milliseconds))

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

describe.skipIf(!compiled())('on a slow disk', () => {
  const workspace = join(folder, 'workspace')
  let big = ''

  beforeAll(() => {
    const store = openStore(workspace)
    const dataset = newDataset()
    store.datasets.add(dataset)
    const run = newRun(dataset.id, { epochs: 10_000, stepsPerEpoch: 20 })
    store.runs.add(run)
    store.transaction(() => {
      for (let epoch = 1; epoch <= 10_000; epoch++) addEpoch(store, run.id, epoch, 20)
    })
    store.runs.update(run.id, { status: 'finished', epoch: 10_000, step: 200_000 })
    store.close()
    big = run.id
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))

  test('neither it nor the studio’s work holds what answers', async () => {
    const { port, studio, held } = await start(workspace)
    // The disk is slow indeed, and the studio waits for it.
    expect(await timed(() => studio.request('setPreference', { key: 'theme', value: 'dark' }))).toBeGreaterThan(slow)
    const dataset = await studio.request('importFolder', { job: randomUUID(), path: await pictureFolder() })
    const run = await studio.request('startRun', {
      model: 'dcgan-28',
      dataset: dataset.id,
      settings: { ...small, epochs: 1000 }
    })
    const epochs: unknown[] = []
    studio.on('epoch', epoch => epochs.push(epoch))
    const longest: number[] = []
    const pages: number[] = []
    // What else the machine does can hold a thread, or a page, as well: in one of many times it does not.
    while (longest.length < 20 && !(Math.min(...longest) < 50 && Math.min(...pages) < slow)) {
      await held()
      const opening = Promise.all([
        studio.request('runMetrics', { run: big, maxPoints: 2000 }),
        studio.request('runEpochs', { run: big }),
        studio.request('getRun', { run: big })
      ])
      let open = true
      opening.then(
        () => {
          open = false
        },
        () => {
          open = false
        }
      )
      const asked: number[] = []
      const before = epochs.length
      for (const end = Date.now() + 2000; open || epochs.length === before || Date.now() < end; await pause(50)) {
        asked.push(await timed(() => get(port, '/')))
      }
      const [metrics] = await opening
      expect(metrics.epochs).toHaveLength(10_000)
      longest.push((await held())[0] ?? Infinity)
      pages.push(asked.sort((a, b) => a - b)[Math.floor(asked.length * 0.9)] ?? Infinity)
    }
    await studio.request('stopRun', { run: run.id })
    expect(Math.min(...longest)).toBeLessThan(50)
    expect(Math.min(...pages)).toBeLessThan(slow)
  }, 300_000)
})
