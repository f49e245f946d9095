/** Stamps: a hash of what a step was made from, kept where the step's result lies. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from './paths.mjs'

/**
 * Every file under the paths, folders walked, in a stable order; missing paths are left out.
 * @param {string[]} paths
 */
export function filesUnder(paths) {
  /** @type {string[]} */
  const found = []
  for (const path of paths) {
    if (!existsSync(path)) continue
    if (statSync(path).isDirectory())
      found.push(
        ...filesUnder(
          readdirSync(path)
            .sort()
            .map(name => join(path, name))
        )
      )
    else found.push(path)
  }
  return found
}

/**
 * Hash of the files' names and contents, and of any further words. By content: a checkout changes times, not words.
 * @param {string[]} paths
 * @param {string[]} [words]
 */
export function hashOf(paths, words = [], base = root) {
  const hash = createHash('sha256').update(JSON.stringify(words))
  for (const file of filesUnder(paths)) {
    const content = readFileSync(file)
    hash.update(`\0${relative(base, file)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** @param {string} file @param {string} value */
export function isStamped(file, value) {
  try {
    return readFileSync(file, 'utf8') === value
  } catch {
    return false
  }
}

/** @param {string} file @param {string} value */
export function stamp(file, value) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, value)
}

/** Before a step begins, so that one broken off half-way is not taken for done. @param {string} file */
export const unstamp = file => rmSync(file, { force: true })
