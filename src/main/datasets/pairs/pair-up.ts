/** Finds what goes with what among the pictures of a folder; or which of two kinds each picture is of. */
import type { DatasetIssue, Pairing } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Entry } from '../packed/example'
import type { Listing } from '../source'
import { placeOf } from './place'

/**
 * Each input with its target, in the inputs' order, and an issue for each file that nothing goes with; of domains,
 * every picture of one and then every picture of the other.
 * @param name the source's, for sentences
 * @throws StudioError bad-input for two folders that are one, or one inside the other; no-pictures where no two
 *   pictures go together
 */
export function pairUp(
  name: string,
  { paths, issues }: Pick<Listing, 'paths' | 'issues'>,
  pairing: Pairing
): { entries: Entry[]; issues: DatasetIssue[] } {
  if (pairing.how === 'halves') return { entries: paths.map(path => ({ path, partner: null })), issues: [...issues] }
  if (pairing.how === 'domains') return inDomains(name, { paths, issues }, pairing)
  const [inputs, targets] = besideEachOther(
    pairing.input,
    pairing.target,
    'Name one folder with the inputs and another with the targets.'
  )
  const [ins, outs] = [below(paths, inputs), below(paths, targets)]
  for (const [folder, found] of [
    [inputs, ins],
    [targets, outs]
  ] as const)
    if (found.byPlace.size === 0) throw noSuchFolder(name, folder, paths)

  const entries: Entry[] = []
  const unpaired: DatasetIssue[] = [...issues, ...ins.doubles, ...outs.doubles, ...besides(paths, [inputs, targets])]
  const alone = (path: string, from: string, to: string): void => {
    unpaired.push({ path, kind: 'unpaired', reason: `There is no “${to}${path.slice(from.length)}” to go with it.` })
  }
  for (const [place, path] of ins.byPlace) {
    const partner = outs.byPlace.get(place)
    if (partner === undefined) alone(path, inputs, targets)
    else entries.push({ path, partner })
  }
  for (const [place, path] of outs.byPlace) if (!ins.byPlace.has(place)) alone(path, targets, inputs)
  if (entries.length === 0) throw noPairs(name, inputs, targets, ins.byPlace, outs.byPlace)
  return { entries, issues: unpaired }
}

/** @throws StudioError as `pairUp` */
function inDomains(
  name: string,
  { paths, issues }: Pick<Listing, 'paths' | 'issues'>,
  pairing: Extract<Pairing, { how: 'domains' }>
): { entries: Entry[]; issues: DatasetIssue[] } {
  const folders = besideEachOther(pairing.a, pairing.b, 'Name two folders, one with the pictures of either kind.')
  const found = folders.map(folder => paths.filter(path => path.startsWith(`${folder}/`)))
  folders.forEach((folder, i) => {
    if (found[i]?.length === 0) throw noSuchFolder(name, folder, paths)
  })
  return {
    entries: found.flat().map(path => ({ path, partner: null })),
    issues: [...issues, ...besides(paths, folders)]
  }
}

/** Names of the classes of such pictures, and each path's. */
export function domainLabels({ a, b }: Extract<Pairing, { how: 'domains' }>): {
  names: string[]
  of: (path: string) => number
} {
  return { names: [a, b], of: path => (path.startsWith(`${tidy(a)}/`) ? 0 : 1) }
}

/** Two folders as they are spelt in paths. @throws StudioError bad-input where they are one, or one inside the other */
function besideEachOther(first: string, second: string, advice: string): [string, string] {
  const [a, b] = [tidy(first), tidy(second)]
  if (!`${a}/`.startsWith(`${b}/`) && !`${b}/`.startsWith(`${a}/`)) return [a, b]
  throw new StudioError('bad-input', `“${first}” and “${second}” are not two folders beside each other. ${advice}`)
}

const tidy = (folder: string): string =>
  folder
    .replaceAll('\\', '/')
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')

/** The pictures of a folder by their place in it. Of two in one place, `cat.png` and `cat.jpg`, the first is taken. */
function below(paths: readonly string[], folder: string): { byPlace: Map<string, string>; doubles: DatasetIssue[] } {
  const byPlace = new Map<string, string>()
  const doubles: DatasetIssue[] = []
  for (const path of paths) {
    if (!path.startsWith(`${folder}/`)) continue
    const place = placeOf(path.slice(folder.length + 1))
    const first = byPlace.get(place)
    if (first === undefined) byPlace.set(place, path)
    else
      doubles.push({
        path,
        kind: 'unpaired',
        reason: `“${first}” has the same name: only one of them can be in the pair.`
      })
  }
  return { byPlace, doubles }
}

/** What lies outside both folders: an issue for each folder there, not for each of its thousands of pictures. */
function besides(paths: readonly string[], folders: readonly string[]): DatasetIssue[] {
  const counts = new Map<string, number>()
  for (const path of paths) {
    if (folders.some(folder => path.startsWith(`${folder}/`))) continue
    const folder = folderOf(path)
    const place = folder === null ? path : `${folder}/`
    counts.set(place, folder === null ? 0 : (counts.get(place) ?? 0) + 1)
  }
  const pair = folders.map(folder => `“${folder}”`).join(' nor ')
  return [...counts].map(([path, count]) => ({
    path,
    kind: 'unpaired',
    reason: `${count === 0 ? 'It is' : count === 1 ? 'Its picture is' : `Its ${count} pictures are`} in neither ${pair}.`
  }))
}

const folderOf = (path: string): string | null => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : null)

function noSuchFolder(name: string, folder: string, paths: readonly string[]): StudioError {
  const folders = [...new Set(paths.flatMap(path => folderOf(path) ?? []))]
  const has =
    folders.length === 0
      ? 'It has no sub-folders with pictures.'
      : `Its folders with pictures: ${folders
          .slice(0, 8)
          .map(each => `“${each}”`)
          .join(', ')}${folders.length > 8 ? ' …' : ''}.`
  return new StudioError('no-pictures', `There are no pictures in a folder “${folder}” of “${name}”. ${has}`)
}

function noPairs(
  name: string,
  inputs: string,
  targets: string,
  ins: Map<string, string>,
  outs: Map<string, string>
): StudioError {
  const [example = ''] = ins.values(),
    [other = ''] = outs.values()
  return new StudioError(
    'no-pictures',
    `No picture in “${inputs}” of “${name}” has its partner in “${targets}”. With “${example}” goes “${targets}${example.slice(inputs.length)}” (its ending may be another); “${targets}” has pictures such as “${other}”.`
  )
}
