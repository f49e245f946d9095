/**
 * What is looked after when a workspace is opened: whether the database knows of all that lies there, and what may be
 * tidied.
 */
import { closeSync, openSync } from 'node:fs'
import { privateFile } from '../../lib/private'
import type { Database } from '../database'
import type { WorkspaceFiles } from '../files'
import { counted as numbered } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import { foldersIn, type FoundFolder } from '../records/find'
import { relist } from '../records/relist'
import { lastPlace } from '../sequence'
import { asideName } from './aside'
import type { Claim } from './claim'
import { discardedIn, forgetGone } from './discarded'
import { repairWord } from './repair-word'
import { leftovers, tidy, type Rows } from './tidy'

/**
 * Before a database is made: whether one is missing.
 * @throws StudioError not-readable where runs or datasets lie in a workspace without a database
 */
export function refuseGone(files: WorkspaceFiles, database: 'gone' | 'empty', found: readonly FoundFolder[]): void {
  const listed = found.filter(({ head }) => head?.state === 'kept')
  if (listed.length === 0) return
  throw new StudioError(
    'not-readable',
    `The database of the workspace ${files.folder} is ${database}, ` +
      `but ${counted(listed)} ${listed.length === 1 ? 'lies' : 'lie'} there. Nothing was ` +
      `changed. ${repairWord(files.folder)} lists ${listed.length === 1 ? 'it' : 'them'} again; or put the ` +
      'database back.'
  )
}

/** @throws StudioError as refuseGone does, for a database without a row that is older than what lies there */
export function refuseEmpty(database: Database, files: WorkspaceFiles): void {
  const rows = database.prepare('SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM datasets)').pluck().get()
  if (rows !== 0) return
  const found = foldersIn(files)
  if (isOlder(database, found)) refuseGone(files, 'empty', found)
}

/**
 * Settles a workspace that nobody else is in: what a database that is older than the files does not know is listed
 * again, and what crashes left behind goes into the bin. Beside others, and for who only reads, it is only said.
 * @param mayChange whoever opens the workspace means to write
 * @returns sentences for people
 */
export function settle(rows: Rows, claim: Claim, mayChange: boolean): string[] {
  try {
    return (mayChange ? claim.alone(() => settleAlone(rows)) : null) ?? look(rows)
  } catch (error) {
    if (error instanceof StudioError && error.code === 'disk-full') return []
    return [
      `What lies in the workspace ${rows.files.folder} could not be compared with its database, which may be ` +
        `damaged. Nothing was tidied. ${repairWord(rows.files.folder)} checks both.`
    ]
  }
}

function settleAlone(rows: Rows): string[] {
  const { database, files } = rows
  const found = foldersIn(files)
  if (isOlder(database, found)) return listAgain(rows, found)
  const unlisted = unlistedOf(rows, found)
  const left = leftovers(rows, found)
  const tidied = tidy(rows, left)
  forgetGone(database, files)
  return [
    ...saidUnlisted(files, unlisted),
    ...tidied,
    ...left.doubtful.map(
      name =>
        `The files of "${name}" are not as its rows in the database say, so nothing of it was ` +
        `tidied. ${repairWord(files.folder)} tells what is there.`
    )
  ]
}

/** For who changes nothing. */
function look(rows: Rows): string[] {
  const found = foldersIn(rows.files)
  const unlisted = unlistedOf(rows, found)
  if (!isOlder(rows.database, found)) return saidUnlisted(rows.files, unlisted)
  const missing =
    unlisted.length === 0 ? '' : ` ${counted(unlisted)} ${unlisted.length === 1 ? 'is' : 'are'} not listed.`
  return [
    `The database of ${rows.files.folder} is older than the files beside it, as after putting back a ` +
      `copy.${missing} Nothing was changed. ${repairWord(rows.files.folder)} lists what the folders know.`
  ]
}

function listAgain({ database, files }: Rows, found: readonly FoundFolder[]): string[] {
  const kept = asideName(files.database, 'older')
  closeSync(openSync(kept, 'wx', privateFile))
  database.prepare('VACUUM INTO ?').run(kept)
  const last = lastPlace(database)
  const newer = found.filter(({ head }) => head?.state === 'kept' && head.change > last)
  const { passedOver } = relist(database, newer)
  return [
    `The database of ${files.folder} was older than the files beside it, as after putting back a ` +
      `copy. ${counted(newer)} ${newer.length === 1 ? 'was' : 'were'} listed again as the folders say; the ` +
      `database as it was is kept as ${kept}. Nothing was tidied.`,
    ...passedOver.map(({ path, why }) => `${path} was passed over: ${why}.`)
  ]
}

/** A record that knows of changes that the database does not. */
function isOlder(database: Database, found: readonly FoundFolder[]): boolean {
  const last = lastPlace(database)
  return found.some(({ head }) => head?.state === 'kept' && head.change > last)
}

function unlistedOf({ database, runs, datasets }: Rows, found: readonly FoundFolder[]): FoundFolder[] {
  const ids = new Set([...runs.ids(), ...datasets.ids()])
  const discarded = discardedIn(database)
  return found.filter(({ kind, id, head }) => head?.state === 'kept' && !ids.has(id) && !discarded[kind].has(id))
}

const saidUnlisted = (files: WorkspaceFiles, unlisted: readonly FoundFolder[]): string[] =>
  unlisted.length === 0
    ? []
    : [
        `${counted(unlisted)} ${unlisted.length === 1 ? 'lies' : 'lie'} in ${files.folder} that its database ` +
          `does not list. ${repairWord(files.folder)} lists ${unlisted.length === 1 ? 'it' : 'them'} again.`
      ]

/** "3 runs and 1 dataset". */
export function counted(found: readonly FoundFolder[]): string {
  const runs = found.filter(({ kind }) => kind === 'run').length
  const datasets = found.length - runs
  return [...(runs > 0 ? [numbered(runs, 'run')] : []), ...(datasets > 0 ? [numbered(datasets, 'dataset')] : [])].join(
    ' and '
  )
}
