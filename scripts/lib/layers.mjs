/** Which rooms of src there are, from the ground up: each knows only what stands in a line above its own. */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inRoot } from './paths.mjs'

/** Rooms of one line do not know each other. */
const layers = [
  ['shared'],
  ['main/lib', 'preload', 'renderer', 'page'],
  ['main/tensors', 'main/checkpoints', 'main/transports', 'main/remote', 'main/sweeps'],
  ['main/layers', 'main/losses', 'main/regularisers', 'main/optimisers', 'main/schedules'],
  ['main/models', 'main/health'],
  ['main/engine'],
  ['main/drawing', 'main/metrics', 'main/store'],
  ['main/datasets'],
  ['main/exports'],
  ['main/studio'],
  ['main/cli', 'main/shell'],
  // The programs themselves.
  ['main']
]
const layerOf = new Map(layers.flatMap((rooms, layer) => rooms.map(room => [room, layer])))

/** @param {string} file below src, with / @returns {string} */
const roomOf = file => {
  const [first = '', second = '', third] = file.split('/')
  return first === 'main' && third !== undefined ? `main/${second}` : first
}

/** @param {string} folder @returns {string[]} */
const filesIn = folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(ts|svelte)$/.test(name))
    .sort()
    .map(name => join(folder, name))

/** @param {string} base an import without its ending */
const isFolder = base => statSync(base, { throwIfNoEntry: false })?.isDirectory() ?? false

/**
 * Every import that points up, or sideways, as a sentence.
 * @param {string} [src]
 * @returns {string[]}
 */
export function wrongImports(src = inRoot('src')) {
  /** @param {string} path */
  const below = path => relative(src, path).split(sep).join('/')
  return filesIn(src).flatMap(file => {
    const from = roomOf(below(file))
    const own = layerOf.get(from)
    if (own === undefined)
      return [`src/${below(file)}: the room ${from} is not in scripts/lib/layers.mjs. Say there what it stands on.`]
    return [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^'?]+)/g)].flatMap(([, path = '']) => {
      const target = resolve(dirname(file), path)
      const to = roomOf(isFolder(target) ? `${below(target)}/index.ts` : `${below(target)}.ts`)
      // package.json, and what vite makes.
      if (to === from || below(target).startsWith('..')) return []
      const layer = layerOf.get(to)
      return layer !== undefined && layer < own
        ? []
        : [`src/${below(file)} imports ${path}: ${from} may not know ${to}.`]
    })
  })
}

if (process.argv[1] && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  const wrong = wrongImports()
  for (const sentence of wrong) console.error(sentence)
  if (wrong.length > 0) process.exitCode = 1
}
