import { basename, dirname } from 'node:path'
import { StudioError } from '../../../shared/errors'

/** @param file that pictures are parts of: a fetched dataset's, or somebody's own */
export const damagedFile = (file: string, cause?: unknown): StudioError =>
  basename(file) === storeFile
    ? damagedStore(dirname(file), cause)
    : new StudioError(
        'not-readable',
        `“${file}” is gone, or shorter than it was. Put it back as it was, or import it again.`,
        { cause }
      )

/** Of a fetched dataset, what its pictures lie in. */
export const storeFile = 'pictures.bin'

/** @param folder of a fetched dataset */
export const damagedStore = (folder: string, cause?: unknown): StudioError =>
  new StudioError(
    'not-readable',
    `The pictures kept in “${folder}” are damaged. Remove that folder, then try again: they are fetched anew.`,
    { cause }
  )
