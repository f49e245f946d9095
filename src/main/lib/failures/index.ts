/**
 * Errors of the system in words for people: what could not be done to which file, why, and what to do. Whoever works
 * with files says what it was about (`saying`); what nobody said anything about is put into words at the border
 * (`readable`).
 */
import { StudioError } from '../../../shared/errors'
import { doingOf, meaningOf, unknownMeaning, type Doing, type Meaning } from './errno'
import { sqliteMeaning } from './sqlite'

export type { Doing } from './errno'
export { networkReason } from './network'

export interface About {
  /** The file; the system's own word for it where left out. */
  path?: string
  /** What the file is to people, such as "The checkpoint"; begins the sentence. */
  what?: string
  doing?: Doing
  /** The sentence up to its colon, where that is another one than "… could not be written". */
  said?: string
  /** In place of the table's advice. */
  remedy?: string
}

/** An error's code, e.g. ENOSPC or SQLITE_FULL; '' where it has none. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  // What Node asks of the system beside files has the system's own code within.
  const { code, info } = error as Error & { code: unknown; info?: { code?: unknown } }
  return String(code === 'ERR_SYSTEM_ERROR' && info?.code !== undefined ? info.code : code)
}

/** Whether the error is the system's: of files, memory, processes or SQLite. */
export const isOfSystem = (error: unknown): boolean =>
  !(error instanceof StudioError) && (isOfFiles(error) || sqliteMeaning(codeOf(error)) !== null)

const isOfFiles = (error: unknown): boolean =>
  meaningOf(codeOf(error), 'read') !== null ||
  (/^E[A-Z\d]+$/.test(codeOf(error)) && error instanceof Error && 'syscall' in error)

/** Errors of the system as a StudioError with the file in its sentence; every other error as it is. */
export function asStudioError(error: unknown, about: About = {}): unknown {
  if (error instanceof StudioError) return error
  const code = codeOf(error)
  const ofDatabase = sqliteMeaning(code)
  if (ofDatabase) return new StudioError(ofDatabase.code, databaseSentence(ofDatabase, about.path), { cause: error })
  if (isExhausted(error))
    return new StudioError(
      'engine',
      'The machine has no memory left. Close other programs, or choose less at once, then try again.',
      { cause: error }
    )
  if (!isOfFiles(error)) return error
  const doing = about.doing ?? doingOf(code, text(error, 'syscall'))
  const known = meaningOf(code, doing)
  const { why, remedy, code: kind } = known ?? unknownMeaning(doing)
  const path = about.path ?? text(error, 'dest') ?? text(error, 'path')
  const subject = [about.what ?? (path === undefined ? 'A file' : ''), path === undefined ? '' : `“${path}”`]
    .filter(Boolean)
    .join(' ')
  const found = new StudioError(
    kind,
    `${about.said ?? `${subject} could not be ${doing}`}: ${why}. ${about.remedy ?? remedy}`,
    { cause: error }
  )
  if (!known) withoutWords.add(found)
  return found
}

/**
 * Errors whose code the table has no words for. Somebody else's sentence about such a code, e.g. a port that is taken,
 * is foreseen.
 */
const withoutWords = new WeakSet<StudioError>()

/**
 * The outcome of work on a file; where it fails, the sentence names the file.
 * @throws StudioError for errors of the system
 */
export async function saying<T>(about: About, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asStudioError(error, about)
  }
}

/** The same of what does not wait. */
export function sayingNow<T>(about: About, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asStudioError(error, about)
  }
}

/** Why, as a part of a sentence: "the disk reports an error". */
export function whyOf(error: unknown, doing: Doing = 'read'): string {
  return (meaningOf(codeOf(error), doing) ?? sqliteMeaning(codeOf(error)) ?? unknownMeaning(doing)).why
}

/** The same of an error that another process has printed; null where no code stands in it. */
export function whyIn(text: string): string | null {
  const [code = ''] = /\b(E[A-Z]{2,}|SQLITE_[A-Z_]+)\b/.exec(text) ?? []
  return (meaningOf(code, 'written') ?? sqliteMeaning(code))?.why ?? null
}

/**
 * Any error for a border: what was foreseen in its own sentence, all else as a fault that is logged, and how to report
 * it.
 */
export function readable(error: unknown): StudioError {
  const found = asStudioError(error)
  if (found instanceof StudioError) return found
  return new StudioError(
    'internal',
    `This is a fault in Atelier, which did not foresee it${briefly(found)}. What you did last may not be ` +
      'done. Please report it with what the log says.',
    { cause: error }
  )
}

/** Work whose foreseen failure says more: what is kept all the same, and what to do. What is cancelled says nothing. */
export async function addingWords<T>(more: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof StudioError) || error.code === 'cancelled') throw error
    throw new StudioError(error.code, `${error.message} ${more}`)
  }
}

/** The sentence of any error. */
export const sentence = (error: unknown): string => readable(error).message

/**
 * Whether somebody should find the error's stack in the log: nobody foresaw it, or nobody has words for the system's
 * code.
 */
export const isUnforeseen = (error: StudioError): boolean => error.code === 'internal' || withoutWords.has(error)

function databaseSentence({ code, why, remedy }: Meaning, path: string | undefined): string {
  const file = path === undefined ? '' : ` “${path}”`
  return code === 'disk-full' || code === 'not-writable'
    ? `Nothing can be written to the workspace’s database${file}: ${why}. ${remedy}`
    : `The workspace’s database${file} cannot be used: ${why}. ${remedy}`
}

const isExhausted = (error: unknown): boolean =>
  error instanceof RangeError && /allocation failed|Invalid (typed )?array( buffer)? length/i.test(error.message)

/** One line of it, in brackets; nothing of a dump. */
function briefly(error: unknown): string {
  const [line = '', ...more] = (error instanceof Error ? error.message : String(error)).trim().split('\n')
  return more.length > 0 || line === '' || line.length > 200 ? '' : ` (${line.replace(/\.$/, '')})`
}

function text(error: unknown, key: string): string | undefined {
  const value = error instanceof Error ? Reflect.get(error, key) : undefined
  return typeof value === 'string' ? value : undefined
}
