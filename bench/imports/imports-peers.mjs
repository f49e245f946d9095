/**
 * How fast folders of pictures are imported, beside Python with Pillow, in turns:
 *
 *     node bench/imports/imports-peers.mjs [ROUNDS] [TIMES]
 *
 * 600 JPEG of 1024 × 768, learned at 64, and 6,000 PNG of 28 × 28, each TIMES as many (default 1). Of whole processes,
 * from their start to their end: pictures per second and the processor's milliseconds per picture, medians. Ours also
 * writes the report, looks for copies and keeps all of it. PYTHON names a Python that has pillow and numpy.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const [rounds = '5', times = '1'] = process.argv.slice(2)
const python = process.env.PYTHON ?? 'python3'
const script = join(import.meta.dirname, 'peer_imports.py')
const program = resolve(import.meta.dirname, '../../out/main/cli.js')
if (!existsSync(program)) throw new Error('It is not built: run npm run build.')

const folder = mkdtempSync(join(tmpdir(), 'atelier-imports-'))
const counts = { jpeg: 600 * Number(times), png: 6000 * Number(times) }
/** Who reads which pictures. */
const contenders = {
  jpeg: { atelier: ours, 'all pixels, then resized': peer('decode'), 'shrunk while decoding': peer('draft') },
  png: { atelier: ours, Pillow: peer('plain') }
}
try {
  run([python, script, 'make', join(folder, 'sets'), String(counts.jpeg), String(counts.png)])
  for (const [set, each] of Object.entries(contenders)) {
    const found = Object.fromEntries(Object.keys(each).map(name => [name, []]))
    for (let round = -1; round < Number(rounds); round++)
      for (const [name, command] of Object.entries(each)) {
        const taken = run(command(join(folder, 'sets', set), mkdtempSync(join(folder, 'out-'))))
        // The first round reads the files into the system's memory.
        if (round >= 0) found[name].push(taken)
      }
    for (const [name, taken] of Object.entries(found)) {
      const [seconds, work] = [median(taken.map(t => t.seconds)), median(taken.map(t => t.work))]
      const count = counts[set]
      const each = ((1000 * work) / count).toFixed(2)
      console.log(`${count} ${set}, ${name}: ${Math.round(count / seconds)} per second, ${each} ms of work each`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function ours(pictures, out) {
  return [process.execPath, program, '--workspace', out, 'import', pictures]
}

function peer(how) {
  return (pictures, out) => [python, script, how, pictures, join(out, 'packed')]
}

/** Seconds that passed, and seconds of work of the program and all that it started. */
function run(command) {
  const began = performance.now()
  const { status, stderr } = spawnSync('sh', ['-c', '"$@"; s=$?; times >&2; exit $s', 'sh', ...command], {
    encoding: 'utf8'
  })
  const seconds = (performance.now() - began) / 1000
  if (status !== 0) throw new Error(`“${command.join(' ')}” failed: ${stderr}`)
  const [, below = ''] = stderr.trim().split('\n').slice(-2)
  const parts = [...below.matchAll(/(\d+)m([\d.]+)s/g)]
  return { seconds, work: parts.reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0) }
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
