/**
 * Keeps the records beside the files up to date: what a transaction has changed it has noted in `touched`, and that is
 * written within seconds, in the background, and at the latest by whoever opens the workspace next. Training never
 * waits for it.
 */
import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { StudioError } from '../../../shared/errors'
import { isOfSystem } from '../../lib/failures'
import type { Connection } from '../connection'
import { versionOf } from '../connection/migrate'
import { writeWhole, writeWholeSync } from '../../lib/whole-file'
import type { WorkspaceFiles } from '../files'
import { lastPlace } from '../sequence'
import { headPath, partPath, written, type Head, type Part } from './format'
import type { Kind } from './kind'
import { head, recordedTables, rowsOfPart, type RecordedTable } from './tables'

/** How long changes are gathered, milliseconds. */
const pause = 2000

const touched = z.object({ kind: z.enum(['run', 'dataset']), id: z.uuid(), part: z.int(), change: z.int() })
type Touched = z.infer<typeof touched>

export class Records {
  private readonly tables: RecordedTable[]
  private readonly schema: number
  private readonly changesAtFirst: number
  private timer: NodeJS.Timeout | null = null
  /** One thing at a time: a folder that goes must not be written into. */
  private queue: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly database: Connection,
    private readonly files: WorkspaceFiles
  ) {
    this.tables = database.directly(recordedTables)
    this.schema = database.directly(versionOf)
    this.changesAtFirst = this.changes()
  }

  /** Whether this process has changed anything. */
  isChanged(): boolean {
    return this.database.isOpen && this.changes() > this.changesAtFirst
  }

  /** Writes what changes from now on. */
  start(): void {
    this.timer = setInterval(() => {
      if (this.anyTouched()) void this.flush()
    }, pause).unref()
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer)
    this.timer = null
  }

  /** Writes what has changed. Never rejects: what could not be written stays noted. */
  flush(): Promise<void> {
    return this.alone(async () => {
      for (const each of this.database.isOpen ? this.noted() : []) if (this.database.isOpen) await this.write(each)
    }).catch((error: unknown) => {
      // A full disk ends the training as well, and is said there.
      if (!isOfSystem(error) && !(error instanceof StudioError)) console.error(error)
    })
  }

  /** Does something to folders while none is written into. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.queue.then(work)
    this.queue = done.catch(() => {})
    return done
  }

  /**
   * Says of a dataset's folder that it is ours, before there is a row; until then it may be tidied away once nobody is
   * at work on it.
   */
  markUnfinished(id: string): void {
    const change = this.database.transaction(() => {
      this.database.prepare('UPDATE sequence SET value = value + 1').run()
      return lastPlace(this.database)
    })()
    const folder = this.files.folderOf('dataset', id)
    this.files.makeFolder(folder)
    writeWholeSync(
      headPath(folder, 'dataset'),
      written({ atelier: 'dataset', form: 1, state: 'unfinished', id, schema: this.schema, change, rows: {} })
    )
  }

  private changes(): number {
    return Number(this.database.prepare('SELECT total_changes()').pluck().get())
  }

  private anyTouched(): boolean {
    return this.database.isOpen && this.database.prepare('SELECT 1 FROM touched LIMIT 1').get() !== undefined
  }

  private noted(): Touched[] {
    // An id that is none names no folder.
    return this.database
      .prepare('SELECT kind, id, part, change FROM touched ORDER BY kind, id, part')
      .all()
      .flatMap(found => touched.safeParse(found).data ?? [])
  }

  private async write({ kind, id, part, change }: Touched): Promise<void> {
    const folder = this.files.folderOf(kind, id)
    const file = part === head ? headPath(folder, kind) : partPath(folder, part)
    const found = this.database.transaction(() => this.read(kind, id, part))()
    if (found === 'gone') {
      // Its folder is for whoever deleted it to remove.
    } else if (found === 'empty') await rm(file, { force: true })
    else {
      this.files.makeFolder(folder)
      await writeWhole(file, written(found))
    }
    if (!this.database.isOpen) return
    // What has changed meanwhile, or was written by another process, is written once more.
    const { changes } = this.database
      .prepare('DELETE FROM touched WHERE kind = ? AND id = ? AND part = ? AND change = ?')
      .run(kind, id, part, change)
    if (changes === 0 && found !== 'gone')
      this.database.prepare('INSERT OR IGNORE INTO touched VALUES (?, ?, ?, ?)').run(kind, id, part, change)
  }

  private read(kind: Kind, id: string, part: number): Omit<Head, 'sha256'> | Omit<Part, 'sha256'> | 'gone' | 'empty' {
    const listed = this.database.prepare(`SELECT 1 FROM ${kind}s WHERE id = ?`).get(id)
    if (!listed) return 'gone'
    const common = {
      form: 1 as const,
      id,
      schema: this.schema,
      change: lastPlace(this.database),
      rows: rowsOfPart(this.database, this.tables, { kind, id, part })
    }
    if (part === head) return { atelier: kind, state: 'kept', ...common }
    return Object.keys(common.rows).length === 0 ? 'empty' : { atelier: 'part', part, ...common }
  }
}
