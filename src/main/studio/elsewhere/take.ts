/** What a run tells of itself on another machine becomes rows, files and events here. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StudioError } from '../../../shared/errors'
import type { Emit } from '../../../shared/ipc'
import { hashOf } from '../../lib/hashes'
import { makeFolder } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import type { Progress } from '../../lib/progress'
import type { Connection } from '../../remote/ssh/connection'
import { get, tail } from '../../remote/ssh/sftp'
import type { Store } from '../../store'
import { filesOfRows, withoutFiles, type MovedRows } from '../../store/moving'
import { isOfRun } from '../../store/workspace/made'
import { superfluous } from '../runs/checkpoints'
import { readLine, type FeedLine, type Told } from './feed-lines'

export interface TakeParts {
  store: Store
  emit: Emit
  progress: Progress
}

/** Of a feed at once; a line that is longer is asked for in larger pieces. */
const [pieceBytes, mostBytes] = [1 << 20, 1 << 29]

/** Where a run lies on the machine that trains it. */
type There = NonNullable<FeedLine['begins']>

export class FeedReader {
  private there: There | null = null

  constructor(
    private readonly parts: TakeParts,
    private readonly run: string,
    private readonly machine: string
  ) {}

  /**
   * Takes what is new in a feed, line by line; what is taken is never taken again.
   * @returns whether there was anything @throws StudioError
   */
  async take(connection: Connection, feed: string, signal: AbortSignal): Promise<boolean> {
    const { store } = this.parts
    const { taken } = store.remoteRuns.get(this.run)
    this.there ??= taken > 0 ? await beginOf(connection, feed) : null
    const bytes = await wholeLines(connection, feed, taken)
    let at = taken
    for (let from = 0, end = bytes.indexOf(10); end >= 0; from = end + 1, end = bytes.indexOf(10, from)) {
      signal.throwIfAborted()
      at += end + 1 - from
      const line = readLine(bytes.toString('utf8', from, end))
      if (line) await this.line(connection, line, at, signal)
    }
    if (at > store.remoteRuns.get(this.run).taken) store.remoteRuns.change(this.run, { taken: at })
    return at > taken
  }

  private async line(connection: Connection, line: FeedLine, at: number, signal: AbortSignal): Promise<void> {
    const { emit, progress } = this.parts
    if (line.begins) this.there = line.begins
    if (line.back !== undefined) await this.goBack(line.back, at)
    if (line.rows) await this.addRows(connection, line.rows, at, signal)
    if (line.run) this.told(line.run, at)
    if (line.live) emit('steps', { run: this.run, ...line.live })
    if (line.busy) progress({ ...line.busy, label: `${this.machine}: ${line.busy.label}` })
  }

  /** What came after a step is gone there: it comes again. */
  private async goBack(step: number, at: number): Promise<void> {
    const { store } = this.parts
    const files = store.transaction(() => {
      const left = store.history.trim(this.run, step)
      store.remoteRuns.change(this.run, { taken: at })
      return left
    })
    await store.putAside(files)
  }

  private async addRows(
    connection: Connection,
    { upTo: _, ...rows }: MovedRows & { upTo: number },
    at: number,
    signal: AbortSignal
  ): Promise<void> {
    const { store, emit } = this.parts
    const { run: from, workspace } = this.there ?? (await missingBegin())
    const before = store.runs.get(this.run).epoch
    const { files, gone } = await this.fetchFiles(connection, rows, `${workspace}/runs/${from}`, from, signal)
    // Another connection may have taken over meanwhile.
    signal.throwIfAborted()
    const left = store.transaction(() => {
      store.moving.addGrown(withoutFiles(rows, from, gone), { from, id: this.run }, files)
      const old = superfluous(store.history.checkpoints(this.run))
      for (const { step } of old) store.history.deleteCheckpoint(this.run, step)
      const newest = store.history.epochs(this.run).at(-1)
      if (newest && newest.epoch > before) store.runs.update(this.run, { epoch: newest.epoch, step: newest.step })
      store.remoteRuns.change(this.run, { taken: at })
      return old
    })
    await store.removeFiles(left.map(({ path }) => path))
    for (const metrics of store.history.epochs(this.run).filter(({ epoch }) => epoch > before))
      emit('epoch', { run: this.run, metrics })
    for (const step of numbersIn(rows, 'early_samples', 'step')) emit('early', { run: this.run, step })
    if (rows.tables.events) emit('health', { run: this.run, findings: store.events.findings(this.run), news: null })
    emit('runChanged', store.runs.get(this.run))
  }

  /** Files first: no row names one that is not here. */
  private async fetchFiles(connection: Connection, rows: MovedRows, place: string, from: string, signal: AbortSignal) {
    const folder = this.parts.store.files.run(this.run)
    const files = new Map<string, string>()
    const gone = new Set<string>()
    for (const { name, sha256 } of filesOfRows(rows, from)) {
      if (!isOfRun(name) || sha256 === null) {
        gone.add(name)
        continue
      }
      const path = join(folder, ...name.split('/'))
      if (!existsSync(path) || (await hashOf(path)) !== sha256.toLowerCase()) {
        await makeFolder(dirname(path), privateFolder)
        try {
          await get(connection, `${place}/${name}`, path, sha256.toLowerCase(), { signal })
        } catch (error) {
          // Superfluous by now, and deleted there.
          if (!(error instanceof StudioError) || error.code !== 'not-found') throw error
          gone.add(name)
          continue
        }
      }
      files.set(name, sha256.toLowerCase())
    }
    return { files, gone }
  }

  private told(told: Told, at: number): void {
    const { store, emit, progress } = this.parts
    const { status, error: _, ...numbers } = told
    const trains = status === 'training' || status === 'paused'
    // Once its job has ended, too, it is what it says then.
    const over = status === 'finished' || status === 'stopped' || status === 'failed'
    store.transaction(() => {
      store.runs.update(this.run, {
        epoch: numbers.epoch,
        step: numbers.step,
        seconds: numbers.seconds,
        stepsPerEpoch: numbers.stepsPerEpoch,
        ...(numbers.engine === null ? {} : { engine: `${numbers.engine} at ${this.machine}` }),
        ...(numbers.parameters === null ? {} : { parameters: numbers.parameters }),
        ...(over ? {} : { status: trains ? 'training' : 'preparing' })
      })
      store.remoteRuns.change(this.run, { said: JSON.stringify(told), taken: at })
    })
    if (status === 'waiting')
      progress({ label: `Waiting at ${this.machine} for the run before it`, done: 0, total: null })
    emit('runChanged', store.runs.get(this.run))
  }
}

const missingBegin = (): Promise<never> =>
  Promise.reject(new StudioError('not-readable', 'What the machine tells of the run does not begin as it should.'))

/** Where the run lies there, of a feed whose beginning was taken before this process. */
async function beginOf(connection: Connection, feed: string): Promise<There | null> {
  const bytes = await wholeLines(connection, feed, 0)
  return readLine(bytes.toString('utf8', 0, bytes.indexOf(10)))?.begins ?? null
}

async function wholeLines(connection: Connection, feed: string, from: number): Promise<Buffer> {
  for (let most = pieceBytes; ; most *= 8) {
    const bytes = await tail(connection, feed, from, most)
    if (bytes.length < most || bytes.includes(10)) return bytes
    if (most > mostBytes) throw new StudioError('not-readable', 'What the machine tells of the run cannot be read.')
  }
}

function numbersIn({ tables }: MovedRows, table: string, column: string): number[] {
  const { columns, values } = tables[table] ?? { columns: [], values: [] }
  const at = columns.indexOf(column)
  return values.map(row => Number(row[at]))
}
