/**
 * The workspace's database for those who keep something in it. Where it cannot be written it is read, whoever wants to
 * write hears why in a sentence, and it is tried again: nothing need be started anew once there is room.
 */
import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type Database from 'better-sqlite3'
import { StudioError } from '../../../shared/errors'
import { openDatabase } from '../database'
import { migrations } from '../migrations'
import { databaseError, isOfWriting, movedError, refusedError } from './errors'
import { openForReading } from './reading'
import { refusal } from './refusal'
import { Reserve } from './reserve'

/** Milliseconds between two attempts to write again. */
const patience = 1000

type Listener = (trouble: StudioError | null) => void

export class Connection {
  private database: Database.Database
  private reason: StudioError | null
  /** Which file is open for writing; null where what is open is only for reading. */
  private identity: string | null
  private tried = 0
  private readonly reserve: Reserve
  private readonly listeners: Listener[] = []

  /**
   * @throws StudioError unsupported, not-readable, disk-full, not-writable (where there is nothing yet that could be
   * read)
   */
  constructor(readonly file: string) {
    this.reserve = new Reserve(dirname(file))
    try {
      this.database = openForWriting(file)
      this.reason = null
      this.identity = identityOf(file)
      this.reserve.lay()
    } catch (error) {
      const reading = isOfWriting(error) && existsSync(file) ? openForReading(file, migrations) : null
      if (!reading || !isOfWriting(error)) throw error
      this.database = reading
      this.identity = null
      this.reason = error
    }
  }

  /** Why nothing can be written, in a sentence; null where something can, as far as anybody has tried. */
  get trouble(): StudioError | null {
    return this.reason
  }

  /** Another number whenever somebody else has changed the file. */
  get foreignChange(): number {
    return Number(this.database.pragma('data_version', { simple: true }))
  }

  /** Is told when writing becomes impossible, and (null) when it is possible again. */
  onTrouble(listener: Listener): void {
    this.listeners.push(listener)
  }

  /** @throws StudioError where it writes and nothing can be written */
  prepare(sql: string): Database.Statement {
    const statement = this.database.prepare(sql)
    if (statement.readonly || this.database.inTransaction) return statement
    this.ready()
    return this.database.prepare(sql)
  }

  /** What writes everything or nothing. @throws StudioError where nothing can be written */
  transaction<T>(work: () => T): () => T {
    return () => {
      if (!this.database.inTransaction) this.ready()
      return this.database.transaction(work)()
    }
  }

  /** Errors of the database that leave this are sentences. */
  saying<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      const found = databaseError(this.file, error)
      // Of the nested ones, the outermost hears it first.
      if (found !== error && isOfWriting(found)) this.tell(found)
      throw found
    }
  }

  /** What must not be lost for want of space: the reserve is given up for it. */
  urgently<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!isOfWriting(error) || error.code !== 'disk-full' || !this.reserve.give() || !this.retry(true)) throw error
      return work()
    }
  }

  /**
   * Tries to write where that was impossible.
   * @param now however short ago it was tried last
   * @returns whether something can be written
   */
  retry(now = false): boolean {
    if (!this.reason) return true
    const at = performance.now()
    if (!now && at - this.tried < patience) return false
    this.tried = at
    try {
      // Never makes a new one: where the file is gone, so is the disk or the folder.
      if (!existsSync(this.file)) throw movedError(this.file)
      const refused = refusal(dirname(this.file))
      if (refused) throw refusedError(this.file, refused)
      if (this.identity === null || this.identity !== identityOf(this.file)) this.reopen()
      else write(this.database)
    } catch (error) {
      const found = databaseError(this.file, error)
      if (found instanceof StudioError && found.message !== this.reason.message) this.tell(found)
      return false
    }
    this.reserve.lay()
    this.tell(null)
    return true
  }

  get isOpen(): boolean {
    return this.database.open
  }

  /** The database itself, for what is done as a whole and at once: settling and repair. */
  directly<T>(work: (database: Database.Database) => T): T {
    return work(this.database)
  }

  close(): void {
    try {
      this.database.close()
    } catch {
      /* What was committed is in its log. */
    }
  }

  /**
   * @throws StudioError where nothing can be written: nor can files be, and folders must not be made where a disk was
   */
  ready(): void {
    if (this.reason && !this.retry()) throw this.reason
    if (this.identity === identityOf(this.file)) return
    this.tell(movedError(this.file))
    if (!this.retry(true)) throw this.reason
  }

  private reopen(): void {
    const before = this.database
    this.database = openForWriting(this.file)
    this.identity = identityOf(this.file)
    before.close()
  }

  private tell(reason: StudioError | null): void {
    this.reason = reason
    for (const listener of this.listeners) listener(reason)
  }
}

/** Writes a page, and changes nothing. */
const write = (database: Database.Database): void => {
  database.pragma(`user_version = ${migrations.length}`)
}

/** SQLite opens what can only be read without a word: only writing tells. Somebody else's lock is no refusal. */
function openForWriting(file: string): Database.Database {
  const database = openDatabase(file)
  try {
    write(database)
  } catch (error) {
    const found = databaseError(file, error)
    if (!isOfWriting(found)) return database
    database.close()
    throw found
  }
  return database
}

/** A file that was put in another's place, or lies on a disk that went away, is another one. */
function identityOf(file: string): string | null {
  try {
    const { dev, ino } = statSync(file, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    return null
  }
}
