/** Folders that are named to say how pictures belong together. */
import type { DatasetIssue } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'

/** Two folders as they are spelt in paths. @throws StudioError bad-input where they are one, or one inside the other */
export function besideEachOther(first: string, second: string, advice: string): [string, string] {
  const [a, b] = [tidy(first), tidy(second)]
  if (!`${a}/`.startsWith(`${b}/`) && !`${b}/`.startsWith(`${a}/`)) return [a, b]
  throw new StudioError('bad-input', `“${first}” and “${second}” are not two folders beside each other. ${advice}`)
}

/** One spelling for one folder, as paths have it. */
export const tidy = (folder: string): string =>
  folder
    .replaceAll('\\', '/')
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')

/** What lies outside both folders: an issue for each folder there, not for each of its thousands of pictures. */
export function besides(paths: readonly string[], folders: readonly string[]): DatasetIssue[] {
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
    reason:
      `${count === 0 ? 'It is' : count === 1 ? 'Its picture is' : `Its ${count} pictures are`} ` + `in neither ${pair}.`
  }))
}

const folderOf = (path: string): string | null => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : null)

export function noSuchFolder(name: string, folder: string, paths: readonly string[]): StudioError {
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
