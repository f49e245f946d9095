/**
 * `npm run test:faults [-- OPTIONS]`: does to the built studio what can happen to it, and looks whether anything of
 * anybody's is lost. Status 1 where anything was found. Ctrl-C ends it early, with the figures there are.
 *
 *   --minutes N    for how long (default 10; 0: every kind once)
 *   --only KIND    this kind alone; may be repeated
 *   --seed S       of everything left to chance (default: the time)
 *   --lanes N      rounds at a time (default 2)
 *   --short        rounds as short as those in `npm test`
 *   --keep         leave the folders of rounds that found something, and say where
 *   --json FILE    where the figures go (default out/faults/figures.json)
 *   --tree FOLDER  another built checkout to attack, to compare with
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { FaultKind } from './kind'
import { kinds } from './kinds'
import { documentOf, tableOf, totalOf } from './report'
import { play } from './schedule'
import { treeAt } from './tools/tree'

const options = {
  minutes: { type: 'string', default: '10' },
  only: { type: 'string', multiple: true, default: [] as string[] },
  seed: { type: 'string' },
  lanes: { type: 'string', default: '2' },
  short: { type: 'boolean', default: false },
  keep: { type: 'boolean', default: false },
  json: { type: 'string', default: 'out/faults/figures.json' },
  tree: { type: 'string', default: '.' }
} as const

/** @throws where a kind is not known */
function chosen(only: readonly string[]): { kinds: FaultKind[]; leftOut: string[] } {
  for (const id of only)
    if (!kinds.has(id)) throw new Error(`There is no kind “${id}”. There are: ${[...kinds.keys()].join(', ')}.`)
  const wanted = [...kinds.values()].filter(({ id }) => only.length === 0 || only.includes(id))
  const possible = wanted.filter(({ needsRoot }) => !needsRoot || process.getuid?.() === 0)
  return { kinds: possible, leftOut: wanted.filter(kind => !possible.includes(kind)).map(({ id }) => id) }
}

function number(word: string, name: string): number {
  const value = Number(word)
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} wants a number, not “${word}”.`)
  return value
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options })
  const minutes = number(values.minutes, 'minutes'),
    lanes = Math.max(1, number(values.lanes, 'lanes'))
  const seed = values.seed === undefined ? Math.floor(Date.now() / 1000) % 1_000_000 : number(values.seed, 'seed')
  const tree = treeAt(values.tree)
  const { kinds: wanted, leftOut } = chosen(values.only)
  for (const id of leftOut) process.stderr.write(`${id} is left out: it needs the rights of root.\n`)
  const folder = mkdtempSync(join(tmpdir(), 'atelier-faults-'))
  process.stderr.write(`${wanted.length} kinds of faults, ${minutes} minutes, --seed ${seed}\n`)
  const began = Date.now()
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort())
  const accounts = await play(wanted, minutes, {
    tree,
    folder,
    seed,
    lanes,
    short: values.short,
    keep: values.keep,
    signal: stopping.signal,
    say: line => {
      process.stderr.write(`[${Math.round((Date.now() - began) / 1000)} s] ${line}\n`)
    }
  })
  if (values.keep) process.stderr.write(`Kept: ${folder}\n`)
  else rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  process.stdout.write(`${tableOf(accounts)}\n`)
  const command = [
    'npm run test:faults --',
    ...process.argv.slice(2),
    ...(values.seed === undefined ? ['--seed', seed] : [])
  ].join(' ')
  const file = resolve(values.json)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(documentOf(accounts, { command, seed, minutes, leftOut }), null, 2)}\n`)
  const { findings } = totalOf(accounts)
  for (const finding of findings) process.stdout.write(`✗ ${finding}\n`)
  process.stdout.write(
    `${findings.length === 0 ? 'Nothing was lost.' : `${findings.length} findings.`} Figures: ${file}\n`
  )
  process.exitCode = findings.length === 0 ? 0 : 1
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
})
