/** How long a file of src may be, and how many may lie in one folder: past that, one reads a list and not a room. */
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inRoot } from './paths.mjs'

const mostLines = 300
const mostFiles = 25
/**
 * Whether its folder is one of definitions, one file each: another that is added is no reason to move the rest.
 * @param {string} index
 */
const collects = index => /import\.meta\.glob(?:<[^(]*>)?\(\s*\[?\s*'\.\/\*\.ts'/.test(readFileSync(index, 'utf8'))

/**
 * Every file and folder that is too large, as a sentence.
 * @param {string} [src]
 * @returns {string[]}
 */
export function tooLarge(src = inRoot('src')) {
  /** @param {string} path */
  const below = path => relative(src, path).split(sep).join('/')
  /** @param {string} folder @returns {string[]} */
  const look = folder => {
    const entries = readdirSync(folder, { withFileTypes: true })
    const files = entries.filter(entry => entry.isFile())
    const isCollection = files.some(({ name }) => name === 'index.ts' && collects(join(folder, name)))
    const long = files
      .filter(({ name }) => /\.(ts|svelte|css)$/.test(name))
      .flatMap(({ name }) => {
        const path = join(folder, name)
        const lines = readFileSync(path, 'utf8').trimEnd().split('\n').length
        return lines > mostLines
          ? [`src/${below(path)} has ${lines} lines, more than ${mostLines}: split it by topic.`]
          : []
      })
    return [
      ...(files.length > mostFiles && !isCollection
        ? [`src/${below(folder)} has ${files.length} files, more than ${mostFiles}: give it folders by topic.`]
        : []),
      ...long,
      ...entries.filter(entry => entry.isDirectory()).flatMap(({ name }) => look(join(folder, name)))
    ]
  }
  return look(src)
}

if (process.argv[1] && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  const found = tooLarge()
  for (const sentence of found) console.error(sentence)
  if (found.length > 0) process.exitCode = 1
}
