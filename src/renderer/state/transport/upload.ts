/**
 * Pictures from the browser's own file pickers and drops: which files count, how they travel in batches. Pure but for
 * `walk` and `pack`, which read files.
 */
export interface Picked {
  path: string
  file: File
}
export interface Batch {
  files: { path: string; bytes: Uint8Array<ArrayBuffer> }[]
  bytes: number
}

const pictureEndings = /\.(jpe?g|jfif|png|webp|gif|bmp|tiff?|avif)$/i

/**
 * By its name: what is no picture need not travel. Hidden files (macOS leaves "._cat.jpg" beside "cat.jpg") are none.
 */
export function isPicture(path: string): boolean {
  return pictureEndings.test(path) && !/(^|\/)\./.test(path)
}

/** Consecutive groups of at most `maxFiles` files and `maxBytes` bytes; a file larger than that travels alone. */
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
 * Several folders, or loose files, stay as they are.
 */
export function nameAndPaths(paths: readonly string[]): { name: string; paths: string[] } {
  const clean = paths.map(path => path.replace(/^\/+/, ''))
  const first = clean[0]?.split('/') ?? []
  const root = first.length > 1 ? first[0] : undefined
  if (root !== undefined && clean.every(path => path.startsWith(`${root}/`))) {
    return { name: root, paths: clean.map(path => path.slice(root.length + 1)) }
  }
  return { name: 'Dropped pictures', paths: clean }
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
      if (!isPicture(entry.fullPath)) return
      picked.push({
        path: entry.fullPath,
        file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
      })
      if (picked.length % 50 === 0) found(picked.length)
    } else if (isFolder(entry)) {
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

/** Reads a group of files into one request's worth of bytes. */
export async function pack(group: readonly (Picked & { size: number })[]): Promise<Batch> {
  const files = await Promise.all(
    group.map(async ({ path, file }) => ({ path, bytes: new Uint8Array(await file.arrayBuffer()) }))
  )
  return { files, bytes: group.reduce((sum, { size }) => sum + size, 0) }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
