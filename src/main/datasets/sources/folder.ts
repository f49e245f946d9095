/** A folder of pictures, read in place, nested folders included. */
import { readFile, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { StudioError } from '../../../shared/errors'
import { whyOf } from '../../lib/failures'
import { scanFolder } from '../scan'
import { UnreadablePicture, type Picture, type Source, type SourceDefinition, type SourceKind } from '../source'

/** Larger files are no pictures that anybody trains on, and would not fit the memory beside others. */
const largestFile = 1024 ** 3

export default { kind: 'folder', open: origin => folderSource('folder', origin) } satisfies SourceDefinition

/** A source over an absolute folder; `kind` says whose folder it is. */
export function folderSource(kind: SourceKind, origin: string): Source {
  const root = resolve(origin)
  return {
    kind,
    origin,
    name: basename(root) || root,
    list: async options => {
      await checkFolder(root)
      return scanFolder(root, options)
    },
    read: path => readPicture(join(root, path))
  }
}

async function checkFolder(root: string): Promise<void> {
  const found = await stat(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES' || error.code === 'EPERM') throw notAllowed(root, error)
    throw new StudioError('not-found', `There is no folder “${root}”. Check the path, or whether its disk is connected.`, { cause: error })
  })
  if (!found.isDirectory()) throw new StudioError('not-readable', `“${root}” is a file, not a folder. Choose the folder that holds the pictures.`)
}

const notAllowed = (root: string, cause: unknown): StudioError =>
  new StudioError('not-readable', `The folder “${root}” may not be read. Give yourself permission to read it, or copy the pictures elsewhere.`, { cause })

async function readPicture(file: string): Promise<Picture> {
  try {
    const { size } = await stat(file)
    if (size > largestFile) throw new UnreadablePicture(`The file is too large (${(size / 1024 ** 3).toFixed(1)} GB); up to 1 GB is read.`)
    return { bytes: await readFile(file) }
  } catch (error) {
    if (error instanceof UnreadablePicture) throw error
    throw new UnreadablePicture(reasonFor(error as NodeJS.ErrnoException), { cause: error })
  }
}

function reasonFor(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'The file is not there any more, or is a link to nothing.'
  if (error.code === 'EACCES' || error.code === 'EPERM') return 'You have no permission to read the file.'
  if (error.code === 'EISDIR') return 'It is a folder, not a file.'
  return `The file could not be read: ${whyOf(error)}.`
}
