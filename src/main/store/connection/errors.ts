/** What goes wrong with a workspace's database, in words that name its file. */
import { dirname } from 'node:path'
import { z } from 'zod'
import { StudioError } from '../../../shared/errors'
import { asStudioError, codeOf } from '../../lib/failures'
import { repairWord } from '../workspace/repair-word'
import { refusal } from './refusal'

/** SQLite says so little with these that the system is asked. */
const vague = /^SQLITE_(IOERR|CANTOPEN|READONLY|PERM)/

/**
 * A StudioError for what SQLite and the system say, and for rows that Atelier did not write; every other error as it
 * is.
 */
export function databaseError(file: string, error: unknown): unknown {
  if (error instanceof StudioError) return error
  if (vague.test(codeOf(error))) {
    const refused = refusal(dirname(file))
    if (refused) return refusedError(file, refused)
  }
  if (error instanceof z.ZodError || error instanceof SyntaxError) {
    const [issue] = error instanceof z.ZodError ? error.issues : []
    const where = issue && issue.path.length > 0 ? ` (in “${issue.path.map(String).join('.')}”)` : ''
    return new StudioError(
      'not-readable',
      `The workspace’s database “${file}” holds something that Atelier did not write there${where}. It is ` +
        `damaged, or another program has changed it. Close Atelier, then run ${repairWord(dirname(file))}: it ` +
        'lists again what lies in the workspace.',
      { cause: error }
    )
  }
  const said = asStudioError(error, { path: file })
  if (!(said instanceof StudioError)) return said
  // What a code of SQLite's means is known without the workspace that it is about.
  const message = said.message.replace('`atelier repair`', () => repairWord(dirname(file)))
  return new StudioError(said.code, message, { cause: said.cause })
}

const nothingWritten = (file: string): string => `Nothing can be written to the workspace’s database “${file}”`

/** What the system answers where something is written beside the database. */
export const refusedError = (file: string, refused: unknown): unknown =>
  asStudioError(refused, { said: nothingWritten(file), doing: 'written' })

/** The database is not there any more, or another one is in its place. */
export const movedError = (file: string): StudioError =>
  new StudioError(
    'not-writable',
    `${nothingWritten(file)}: it is not where it was. Check whether the workspace was moved or deleted, or ` +
      'whether its disk is connected.'
  )

/** Whether reading may go on although something could not be written. */
export const isOfWriting = (error: unknown): error is StudioError =>
  error instanceof StudioError && (error.code === 'not-writable' || error.code === 'disk-full')
