/**
 * Pictures from the browser's own file pickers and drops: which files count, how they travel in batches. Pure but for
 * `walk`, `travels` and `pack`, which read files.
 */
import { isCollection, isFilm, withoutEnding } from '../../../shared/files/collections'
import { contentOf, headBytes, isHidden, pictureEndings } from '../../../shared/files/picture-content'

export interface Picked {
  path: string
  file: File
}
/** A whole file, or a part of a large one from `at` on. */
export interface Piece extends Picked {
  at: number
  size: number
}
export interface Batch {
  files: { path: string; bytes: Uint8Array<ArrayBuffer>; at: number }[]
  bytes: number
}

/** By its name. Hidden files (macOS leaves "._cat.jpg" beside "cat.jpg") are none. */
export const isPicture = (path: string): boolean => pictureEndings.test(path) && !path.split('/').some(isHidden)

/**
 * Whether a file is a picture, by its name or by what lies in it, holds pictures, or is of a kind that is named in the
 * report: what is nothing of the kind need not travel.
 */
export async function travels({ path, file }: Picked): Promise<boolean> {
  if (path.split('/').some(isHidden)) return false
  if (pictureEndings.test(path) || isCollection(path) || isFilm(path)) return true
  // What cannot be read is left out, as anything of another kind is.
  const head = await file
    .slice(0, headBytes)
    .arrayBuffer()
    .catch(() => new ArrayBuffer(0))
  return contentOf(new Uint8Array(head), path) !== null
}

/** Files in parts of at most so many bytes; an empty one has one part, too. */
export function pieces(files: readonly Picked[], most: number): Piece[] {
  return files.flatMap(({ path, file }) =>
    Array.from({ length: Math.max(1, Math.ceil(file.size / most)) }, (_, i) => ({
      path,
      file,
      at: i * most,
      size: Math.min(most, file.size - i * most)
    }))
  )
}

/** Consecutive groups of at most `maxFiles` files and `maxBytes` bytes; what is larger travels alone. */
export function batches<T extends { size: number }>(files: readonly T[], maxBytes: number, maxFiles: number): T[][] {
  const groups: T[][] = []
  let group: T[] = []
  let bytes = 0
  for (const file of files) {
    if (group.length > 0 && (bytes + file.size > maxBytes || group.length >= maxFiles)) {
      groups.push(group)
      group = []
      bytes = 0
    }
    group.push(file)
    bytes += file.size
  }
  if (group.length > 0) groups.push(group)
  return groups
}

/**
 * One dropped folder names the dataset and its own name is taken off the paths, so that folders inside it are classes.
 * Several folders, or loose files, stay as they are; an archive that is alone names it, too.
 */
export function nameAndPaths(paths: readonly string[]): { name: string; paths: string[] } {
  const clean = paths.map(path => path.replace(/^\/+/, ''))
  const first = clean[0]?.split('/') ?? []
  const root = first.length > 1 ? first[0] : undefined
  if (root !== undefined && clean.every(path => path.startsWith(`${root}/`))) {
    return { name: root, paths: clean.map(path => path.slice(root.length + 1)) }
  }
  const [only] = clean
  const name = only !== undefined && clean.length === 1 && isCollection(only) ? withoutEnding(only) : 'Dropped pictures'
  return { name, paths: clean }
}

/** Every file under dropped entries, folders inside folders included, in the browser's order. */
export async function walk(
  entries: readonly FileSystemEntry[],
  found: (count: number) => void,
  signal: AbortSignal
): Promise<Picked[]> {
  const picked: Picked[] = []
  const visit = async (entry: FileSystemEntry): Promise<void> => {
    signal.throwIfAborted()
    if (isFile(entry)) {
      if (isHidden(entry.name)) return
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
      const one = { path: entry.fullPath, file }
      if (!(await travels(one))) return
      picked.push(one)
      if (picked.length % 50 === 0) found(picked.length)
    } else if (isFolder(entry)) {
      if (isHidden(entry.name)) return
      const reader = entry.createReader()
      // A reader gives about a hundred at a time, and nothing when it is through.
      for (;;) {
        const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
        if (some.length === 0) break
        for (const child of some) await visit(child)
      }
    }
  }
  for (const entry of entries) await visit(entry)
  return picked
}

/** Reads a group of files, or of parts of them, into one request's worth of bytes. */
export async function pack(group: readonly Piece[]): Promise<Batch> {
  const files = await Promise.all(
    group.map(async ({ path, file, at, size }) => ({
      path,
      bytes: new Uint8Array(await file.slice(at, at + size).arrayBuffer()),
      at
    }))
  )
  return { files, bytes: group.reduce((sum, { size }) => sum + size, 0) }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
