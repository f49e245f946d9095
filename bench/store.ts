/**
 * What keeping a workspace safe costs: opening one, checking its database, writing the records beside the files; and
 * what flipped bits in the database take away. Processor time of this process, since others disturb it least; the
 * median and the least of the rounds. A table on stderr, one JSON document on stdout. `npx node` is the Node that
 * set-up chose, for which SQLite was built.
 *
 *     npx node out/main/store.js [--runs 33] [--rounds 15] [--flips 252] [--seed 1]
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { openStore, type Store } from '../src/main/store'
import { openDatabase } from '../src/main/store/database'
import { damageOf } from '../src/main/store/workspace/health'
import { median } from './rounds'
import { table } from '../src/main/cli/output'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '33' },
    rounds: { type: 'string', default: '15' },
    flips: { type: 'string', default: '252' },
    seed: { type: 'string', default: '1' }
  }
})
const runs = Number(values.runs),
  rounds = Number(values.rounds),
  flips = Number(values.flips),
  seed = Number(values.seed)
const curves = [
  { key: 'discriminator', label: 'Discriminator', short: 'D' },
  { key: 'generator', label: 'Generator', short: 'G' }
]
const framing = { size: 28, channels: 1, fit: 'cover', position: 'centre' } as const

/** Milliseconds of the processor. */
async function cost(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function addRun(store: Store, dataset: string, epochs: number): string {
  const id = randomUUID()
  store.runs.add({
    id,
    name: 'Run',
    model: 'dcgan-28',
    dataset,
    datasetName: 'Pictures',
    settings: { epochs },
    seed: 7,
    epochs,
    steps: null,
    stepsPerEpoch: 60,
    exampleKind: 'pictures',
    image: [28, 28, 1],
    latent: 100,
    sampleCount: 16,
    sampleColumns: 4,
    sheetKind: 'samples',
    stages: [],
    encodes: false,
    framing,
    losses: curves,
    measures: [],
    inputs: [],
    start: null
  })
  store.transaction(() => {
    for (let epoch = 1; epoch <= epochs; epoch++) addEpoch(store, id, epoch)
  })
  store.runs.update(id, { status: 'finished' })
  return id
}

const losses = Float32Array.from({ length: 60 }, (_, i) => 1 / (i + 1))
function addEpoch(store: Store, run: string, epoch: number): void {
  const step = epoch * 60
  const checkpoint = join(store.files.checkpoints(run), `step-${String(step).padStart(8, '0')}.safetensors`)
  const sheet = { path: store.files.sample(run, epoch), tileWidth: 28, tileHeight: 28, columns: 4, rows: 4, count: 16 }
  store.history.addEpoch(
    run,
    { epoch, step, losses: [0.5, 1.5], measures: {}, seconds: 1, stepsPerSecond: 60 },
    { epoch, ...sheet, sha256: 'a'.repeat(64) },
    { epoch, step, path: checkpoint, sha256: 'b'.repeat(64), bytes: 1 },
    [{ firstStep: step - 59, losses: [losses, losses] }]
  )
  store.runs.update(run, { epoch, step })
}

/** A workspace with so many runs, and a small file for every row that names one. */
async function workspace(folder: string, count: number, epochs: number, pictures: number): Promise<string[]> {
  const store = openStore(folder, { mayChange: true })
  const dataset = store.datasets.add({
    id: randomUUID(),
    name: 'Pictures',
    kind: 'folder',
    exampleKind: 'pictures',
    origin: '/pictures',
    labels: [],
    survey: null,
    findings: [],
    pairing: null,
    sourceSize: { width: 28, height: 28 },
    grey: true,
    framing,
    fingerprint: null,
    issues: [],
    cache: null,
    images: Array.from({ length: pictures }, (_, i) => ({
      path: `folder/picture-${i}.png`,
      partner: null,
      label: -1,
      width: 28,
      height: 28
    }))
  }).id
  const made = Array.from({ length: count }, () => addRun(store, dataset, epochs))
  for (const name of made.flatMap(id => store.history.fileNames(id))) {
    mkdirSync(dirname(store.files.path(name)), { recursive: true })
    writeFileSync(store.files.path(name), 'x')
  }
  await store.flush()
  store.close()
  return made
}

async function opening(folder: string, mayChange: boolean): Promise<number[]> {
  const costs: number[] = []
  for (let round = 0; round < rounds; round++) costs.push(await cost(() => openStore(folder, { mayChange }).close()))
  return costs
}

/** How many of so many single flipped bits made an opening refuse, and how many files they took from their places. */
async function flipped(folder: string): Promise<{ flips: number; refused: number; said: number; gone: number }> {
  const file = join(folder, 'atelier.db'),
    whole = readFileSync(file),
    found = { flips, refused: 0, said: 0, gone: 0 }
  const needed = readdirSync(join(folder, 'runs'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  // One that may go: without it nothing would be tidied at all.
  const left = join(folder, 'runs', readdirSync(join(folder, 'runs'))[0] ?? '', 'samples', 'epoch-999999.png')
  let state = seed
  for (let flip = 0; flip < flips; flip++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const bit = Math.floor((state / 2 ** 32) * whole.length * 8),
      bytes = Buffer.from(whole)
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true })
    writeFileSync(file, bytes)
    writeFileSync(left, 'x')
    try {
      const store = openStore(folder, { mayChange: true })
      if (store.opening.some(sentence => sentence.includes('atelier repair'))) found.said++
      store.close()
    } catch {
      found.refused++
    }
    found.gone += needed.filter(path => !existsSync(path)).length
  }
  return found
}

async function measure(folder: string): Promise<Record<string, { median: number; least: number }>> {
  const many = join(folder, 'many'),
    long = join(folder, 'long')
  await workspace(many, runs, 100, 5000)
  const writing = await opening(many, true),
    reading = await opening(many, false)
  const [run = ''] = await workspace(long, 1, 10_000, 60_000)
  const database = openDatabase(join(long, 'atelier.db'))
  const checks: number[] = []
  for (let round = 0; round < rounds; round++) checks.push(await cost(() => damageOf(database)))
  database.close()
  const store = openStore(long, { mayChange: true }),
    epochs: number[] = [],
    records: number[] = []
  for (let epoch = 10_001; epoch <= 10_000 + 4 * rounds; epoch++) {
    epochs.push(await cost(() => store.transaction(() => addEpoch(store, run, epoch))))
    records.push(await cost(() => store.flush()))
  }
  store.close()
  const costs = {
    [`open ${runs} runs, to write`]: writing,
    [`open ${runs} runs, to look`]: reading,
    'check a database of 10,000 epochs': checks,
    'rows of an epoch': epochs,
    'record of an epoch': records
  }
  const both = (all: number[]): { median: number; least: number } => ({ median: median(all), least: Math.min(...all) })
  return Object.fromEntries(Object.entries(costs).map(([name, all]) => [name, both(all)]))
}

const folder = mkdtempSync(join(tmpdir(), 'atelier-store-'))
try {
  const rows = await measure(folder)
  await workspace(join(folder, 'small'), 2, 3, 10)
  const flippedBits = await flipped(join(folder, 'small'))
  const lines = Object.entries(rows).map(([name, { median, least }]) => [name, median.toFixed(1), least.toFixed(1)])
  process.stderr.write(`${table([['', 'median ms', 'least ms'], ...lines]).join('\n')}\n`)
  process.stdout.write(`${JSON.stringify({ ...rows, flippedBits })}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
