/**
 * A workspace's database where it cannot be written: a copy in memory. SQLite reads a database with a write-ahead log
 * only where it may make files beside it, or finds those of somebody else; and while it has them open for reading, the
 * same process cannot open them for writing.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { checkRegularSync, readRegularSync } from '../../lib/regular-file'
import type { Migration } from '../migrations'
import { migrate, versionOf } from './migrate'

const patience = 10_000

/** As it is, whatever its form. Writes nothing. @throws where SQLite would have to */
export function readAsItIs(file: string): Database.Database {
  return attempt(() => liveAt(file)) ?? new Database(inOneFile(asItLies(file)))
}

/**
 * What it holds now, for reading only, in today's form.
 * @returns null where nothing of it can be read
 * @throws StudioError unsupported when a newer Atelier wrote it
 */
export function openForReading(file: string, migrations: readonly Migration[]): Database.Database | null {
  const copy =
    attempt(() => copied(liveAt(file))) ??
    attempt(() => asItLies(file)) ??
    attempt(() => byLock(file)) ??
    attempt(() => copiedElsewhere(file))
  return copy && inMemory(copy, file, migrations)
}

const liveAt = (file: string): Database.Database =>
  opened(new Database(file, { readonly: true, fileMustExist: true, timeout: patience }))

/** Reads something: until then nothing was opened. */
function opened(database: Database.Database): Database.Database {
  try {
    versionOf(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Closes it. */
function copied(database: Database.Database): Buffer {
  try {
    return database.serialize()
  } finally {
    database.close()
  }
}

/** Alone with it, SQLite needs no file beside it: the way on a full disk. */
function byLock(file: string): Buffer {
  const database = new Database(file, { fileMustExist: true, timeout: 1000 })
  database.pragma('locking_mode = EXCLUSIVE')
  return copied(database)
}

/** Whole in its one file: the way on a disk that can only be read, after a good end. */
function asItLies(file: string): Buffer {
  if ((statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) throw new Error('There is a log beside it.')
  return readRegularSync(file, 2 ** 31)
}

/** Copied with its log to where SQLite may write. */
function copiedElsewhere(file: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-reading-'))
  try {
    const copy = join(folder, basename(file))
    for (const end of ['', '-wal'])
      if (existsSync(file + end)) {
        checkRegularSync(file + end)
        copyFileSync(file + end, copy + end)
      }
    return copied(new Database(copy))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function inMemory(bytes: Buffer, file: string, migrations: readonly Migration[]): Database.Database {
  const database = new Database(inOneFile(bytes))
  try {
    migrate(database, file, migrations)
    database.pragma('query_only = ON')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Bytes 18 and 19 say that there is a write-ahead log, which memory has none of. */
function inOneFile(bytes: Buffer): Buffer {
  for (const at of [18, 19]) if (bytes[at] === 2) bytes[at] = 1
  return bytes
}

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}
