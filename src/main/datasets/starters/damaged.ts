import { StudioError } from '../../../shared/errors'

/** @param folder of a fetched dataset */
export const damagedStore = (folder: string, cause?: unknown): StudioError =>
  new StudioError(
    'not-readable',
    `The pictures kept in “${folder}” are damaged. Remove that folder, then try again: they are fetched anew.`,
    { cause }
  )
