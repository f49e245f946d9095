/** A folder of pictures, read in place, nested folders included. */
import { stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { isFilm } from '../../../shared/files/collections'
import { StudioError } from '../../../shared/errors'
import { scanFolder } from '../scan'
import type { Source, SourceDefinition, SourceKind } from '../source'

export default { id: 'folder', open: origin => folderSource('folder', origin) } satisfies SourceDefinition

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
    locate: path => Promise.resolve({ file: join(root, path) })
  }
}

async function checkFolder(root: string): Promise<void> {
  const found = await stat(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EACCES' || error.code === 'EPERM') throw notAllowed(root, error)
    throw new StudioError(
      'not-found',
      `There is no folder “${root}”. Check the path, or whether its disk is connected.`,
      { cause: error }
    )
  })
  if (found.isFile() && isFilm(root))
    throw new StudioError(
      'not-readable',
      `“${root}” is a film, of which the window takes the frames: drop it there ` +
        `(\`atelier\` opens it), or make pictures of it: ffmpeg -i "${basename(root)}" -vf fps=4 frames/%05d.png`
    )
  if (!found.isDirectory())
    throw new StudioError(
      'not-readable',
      `“${root}” is a file, not a folder. Choose the folder that holds the pictures.`
    )
}

const notAllowed = (root: string, cause: unknown): StudioError =>
  new StudioError(
    'not-readable',
    `The folder “${root}” may not be read. Give yourself permission to read it, or copy the pictures elsewhere.`,
    { cause }
  )
