/**
 * How much memory an import takes from its beginning to its end, and how many processors (Linux):
 *
 *     node bench/imports/memory.mjs FOLDER
 *
 * Of the program and every process below it together, ten times a second: the resident megabytes at the most in each
 * fifth of the import's time, the seconds, and the processors' seconds. peer_imports.py many makes a folder.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const [pictures = ''] = process.argv.slice(2)
const program = resolve(import.meta.dirname, '../../out/main/cli.js')
if (!existsSync(program)) throw new Error('It is not built: run npm run build.')
const pageBytes = 4096

const folder = mkdtempSync(join(tmpdir(), 'atelier-memory-'))
try {
  const began = performance.now()
  const child = spawn(process.execPath, [program, '--workspace', join(folder, 'workspace'), 'import', pictures], {
    stdio: ['ignore', 'ignore', 'inherit']
  })
  const samples = []
  const timer = setInterval(() => samples.push(measured(child.pid)), 100)
  const status = await new Promise(done => child.once('close', done))
  clearInterval(timer)
  if (status !== 0) throw new Error(`The import ended with status ${status}.`)
  const seconds = (performance.now() - began) / 1000
  const fifths = Array.from({ length: 5 }, (_, i) => {
    const part = samples.slice(Math.floor((i * samples.length) / 5), Math.floor(((i + 1) * samples.length) / 5))
    return Math.max(...part.map(({ bytes }) => bytes)) / 2 ** 20
  })
  const work = Math.max(...samples.map(each => each.work))
  console.log(
    `${seconds.toFixed(1)} s, ${(work / seconds).toFixed(2)} processors; at most ` +
      `${fifths.map(each => each.toFixed(0)).join(', ')} MB in the fifths of its time`
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Resident bytes, and seconds of work, of a process and all below it. */
function measured(root) {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => statOf(Number(name)))
  const family = new Set([root])
  for (let size = 0; size !== family.size;) {
    size = family.size
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid)
  }
  const own = all.filter(({ pid }) => family.has(pid))
  return {
    bytes: own.reduce((sum, { pages }) => sum + pages * pageBytes, 0),
    work: own.reduce((sum, { ticks }) => sum + ticks / 100, 0)
  }
}

/** Nothing where it has just ended. */
function statOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /, '')
      .split(' ')
    const [parent, user, system, pages] = [1, 11, 12, 21].map(at => Number(fields[at]))
    return [{ pid, parent, ticks: user + system, pages }]
  } catch {
    return []
  }
}
