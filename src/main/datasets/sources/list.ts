/** A list of pictures and their labels (CSV, TSV, JSON) beside the pictures that it names. */
import { basename, dirname, join } from 'node:path'
import type { DatasetIssue } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { whyOf } from '../../lib/failures'
import { compareNaturally } from '../../lib/order'
import { readRegular } from '../../lib/regular-file'
import { readList, type Named } from '../lists/read'
import { scanFolder } from '../scan'
import type { Source, SourceDefinition } from '../source'

const mostBytes = 256e6
/** Labels that are told apart: more are descriptions, and no classes. */
const mostClasses = 10_000
/** A folder of lists is looked at without reading gigabytes. */
const glance = 32e6
const endings = ['', '.jpg', '.jpeg', '.png', '.webp']

async function namedIn(file: string, most: number): Promise<Named[]> {
  return readList((await readRegular(file, { most })).toString('utf8'), basename(file))
}

/** The picture that a row means: by its path from the list, or by its name alone where only one has that. */
function finder(paths: readonly string[]): (path: string) => string | null {
  const known = new Set(paths)
  const byName = new Map<string, string | null>()
  for (const path of paths) byName.set(basename(path), byName.has(basename(path)) ? null : path)
  return said => {
    const path = said.replaceAll('\\', '/').replace(/^(\.?\/)+/, '')
    const whole = endings.map(ending => path + ending).find(each => known.has(each))
    return (
      whole ?? endings.map(ending => byName.get(basename(path) + ending) ?? null).find(each => each !== null) ?? null
    )
  }
}

function listSource(origin: string): Source {
  const root = dirname(origin)
  return {
    kind: 'list',
    origin,
    name: basename(origin),
    list: async options => {
      const named = await namedIn(origin, mostBytes).catch((error: unknown) => {
        throw new StudioError('not-readable', `“${origin}” cannot be read as a list of pictures: ${whyOf(error)}.`, {
          cause: error
        })
      })
      const { paths, issues, others } = await scanFolder(root, options)
      return { ...matched(named, paths, issues), others }
    },
    locate: path => Promise.resolve({ file: join(root, path) })
  }
}

function matched(
  named: readonly Named[],
  paths: readonly string[],
  before: readonly DatasetIssue[]
): { paths: string[]; issues: DatasetIssue[]; labels: { names: string[]; of: (path: string) => number } } {
  const find = finder(paths)
  const [found, issues] = [new Map<string, string | null>(), [...before]]
  for (const { path, label } of named) {
    const picture = find(path)
    if (picture !== null) found.set(picture, label)
    else issues.push({ path, kind: 'unreadable', reason: 'The list names it, and there is no such picture.' })
  }
  const words = [...new Set([...found.values()].filter(label => label !== null))].sort(compareNaturally)
  const names = words.length > 1 && words.length <= mostClasses ? words : []
  const index = new Map(names.map((name, i) => [name, i]))
  return {
    paths: [...found.keys()].sort(compareNaturally),
    issues,
    labels: { names, of: path => index.get(found.get(path) ?? '') ?? -1 }
  }
}

export default {
  id: 'list',
  beside: true,
  // It has to name what lies there: many a folder of pictures has a CSV of something else in it.
  recognises: async (path, beside) => {
    if (!/\.(csv|tsv|json|jsonl)$/i.test(path)) return false
    const named = await namedIn(path, glance).catch(() => [])
    if (named.length === 0) return false
    const paths = beside ?? (await scanFolder(dirname(path)).catch(() => ({ paths: [] }))).paths
    const find = finder(paths)
    return named.filter(each => find(each.path) !== null).length >= named.length / 2
  },
  open: listSource
} satisfies SourceDefinition
