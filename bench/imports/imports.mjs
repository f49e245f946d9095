/**
 * How long importing ordinary pictures takes in two built checkouts, in turns, as a ratio:
 *
 *     node bench/imports/imports.mjs OTHER [ROUNDS]
 *
 * OTHER is the folder of the checkout to compare this one with. Of every import the time and the processor's seconds of
 * all its processes are taken; the ratio is the median of this one's over the other's, round by round.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'

const [other = '', rounds = '7'] = process.argv.slice(2)
const trees = [resolve(other), resolve(import.meta.dirname, '../..')]
for (const tree of trees)
  if (!existsSync(cliOf(tree))) throw new Error(`${tree} is not built: run npm run build there.`)

const folder = mkdtempSync(join(tmpdir(), 'atelier-imports-'))
const sets = { 'small PNG': [4000, 64, 'png'], photographs: [60, 4000, 'jpeg'], 'middling JPEG': [1000, 512, 'jpeg'] }
try {
  for (const [name, [count, side, format]] of Object.entries(sets)) {
    const pictures = join(folder, name)
    await fill(pictures, count, side, format)
    for (const tree of trees) timed(tree, pictures)
    const ratios = Array.from({ length: Number(rounds) }, (_, round) => {
      // Who comes first takes turns, too.
      const order = round % 2 === 0 ? trees : trees.toReversed()
      const [before, after] = order
        .map(tree => timed(tree, pictures))
        .toSorted((a, b) => trees.indexOf(a.tree) - trees.indexOf(b.tree))
      return { before, after, time: after.seconds / before.seconds, work: after.work / before.work }
    })
    const middle = of => median(ratios.map(of))
    console.log(
      `${name}, ${count} of ${side}²: ${middle(r => r.before.seconds).toFixed(2)} ` +
        `→ ${middle(r => r.after.seconds).toFixed(2)} s, ratio ${middle(r => r.time).toFixed(3)}; ` +
        `work ${middle(r => r.before.work).toFixed(2)} → ${middle(r => r.after.work).toFixed(2)} s, ` +
        `ratio ${middle(r => r.work).toFixed(3)}`
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** @param {string} tree */
function cliOf(tree) {
  return join(tree, 'out', 'main', 'cli.js')
}

/**
 * One import into a workspace of its own: seconds that passed, and seconds of work of the program and all its
 * processes.
 */
function timed(tree, pictures) {
  const workspace = mkdtempSync(join(folder, 'workspace-'))
  const began = performance.now()
  // A shell waits for the program: what ran below it is counted for this process once that has ended.
  const { status, stderr } = spawnSync(
    'sh',
    [
      '-c',
      '"$0" "$@"; s=$?; times >&2; exit $s',
      process.execPath,
      cliOf(tree),
      '--workspace',
      workspace,
      'import',
      pictures
    ],
    { encoding: 'utf8' }
  )
  const seconds = (performance.now() - began) / 1000
  if (status !== 0) throw new Error(`The import in ${tree} failed: ${stderr}`)
  rmSync(workspace, { recursive: true, force: true })
  const [, below = ''] = stderr.trim().split('\n').slice(-2)
  return {
    tree,
    seconds,
    work: [...below.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + 60 * Number(m) + Number(s), 0)
  }
}

/** Pictures with some grain, each of them different. */
async function fill(pictures, count, side, format) {
  mkdirSync(pictures)
  const drawn = Math.min(side, 500)
  let state = 1
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647
  for (let i = 0; i < count; i++) {
    const pixels = Uint8Array.from(
      { length: drawn * drawn * 3 },
      (_, p) => 128 + 90 * Math.sin(p / (40 + (i % 50))) + random() * 30
    )
    const picture = sharp(pixels, { raw: { width: drawn, height: drawn, channels: 3 } }).resize(side, side)
    writeFileSync(join(pictures, `${i}.${format}`), await picture[format]().toBuffer())
  }
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
