/** Lines are at most 120 columns wide, unless a regular expression makes them wider, which cannot be broken. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inRoot } from './paths.mjs'

const widest = 120
const pattern = /(?<=^|[\s(])\/(?:[^/\\]|\\.)+\/[a-z]*/g

/** @param {string} text @returns {number[]} numbers of the lines that are too wide */
export const wideLines = text =>
  text.split('\n').flatMap((line, i) => {
    if (line.length <= widest || /svelte-ignore|oxlint-disable/.test(line)) return []
    const isComment = /^\s*(\/\/|\/?\*|<!--)/.test(line)
    return isComment || line.replaceAll(pattern, '//').length > widest ? [i + 1] : []
  })

if (process.argv[1] && fileURLToPath(import.meta.url) === resolve(process.argv[1])) {
  const { stdout } = spawnSync(
    'git',
    ['ls-files', '-co', '--exclude-standard', 'src', 'tests', 'scripts', 'bench', 'packaging'],
    { cwd: inRoot(), encoding: 'utf8' }
  )
  for (const file of stdout.split('\n').filter(name => /\.(ts|mjs|svelte)$/.test(name))) {
    for (const line of wideLines(readFileSync(inRoot(file), 'utf8'))) {
      console.error(`${file}:${line} is wider than ${widest} columns.`)
      process.exitCode = 1
    }
  }
}
