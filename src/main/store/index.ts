/** A workspace at rest: `atelier.db` and the files its rows name. */
import { existsSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { DiskSize } from '../../shared/domain'
import type { StudioError } from '../../shared/errors'
import { sayingNow } from '../lib/failures'
import { Connection } from './connection'
import { Datasets } from './datasets'
import { Directions } from './directions'
import { Machines } from './machines'
import { MetricValues } from './metrics'
import { Events } from './events'
import { Exclusions } from './exclusions'
import { Versions } from './versions'
import { FoundInDatasets } from './findings'
import { WorkspaceFiles } from './files'
import { History } from './history'
import { Moving } from './moving'
import type { Program } from './owner'
import { Preferences } from './preferences'
import { Queue } from './queue'
import { RemoteRuns } from './remote-runs'
import { foldersIn } from './records/find'
import { Records } from './records/writer'
import { Runs } from './runs'
import { Sweeps } from './sweeps'
import type { Kind } from './records/kind'
import { emptyBin, putAside, removeFolder, sizeOfBin, sizeOfFolder } from './workspace/bin'
import { claimWorkspace, type Claim } from './workspace/claim'
import { whatIsMade } from './workspace/made'
import { enterWorkspace } from './workspace/mark'
import { makePrivate } from './workspace/privacy'
import { refuseEmpty, refuseGone, settle } from './workspace/settle'
import { leftovers, type Leftovers } from './workspace/tidy'

export interface Store {
  files: WorkspaceFiles
  datasets: Datasets
  exclusions: Exclusions
  versions: Versions
  findings: FoundInDatasets
  runs: Runs
  history: History
  metrics: MetricValues
  events: Events
  directions: Directions
  machines: Machines
  remoteRuns: RemoteRuns
  preferences: Preferences
  queue: Queue
  sweeps: Sweeps
  /** A run's rows out of this workspace, and into it. */
  moving: Moving
  /** Everything written inside is there, or nothing. */
  transaction<T>(work: () => T): T
  /** The same, for what must not be lost for want of space: what is held in reserve for it is given up. */
  urgently<T>(work: () => T): T
  /** Why nothing can be written, as far as anybody has tried; null where something can. Reading goes on. */
  readonly trouble: StudioError | null
  /** Is told when writing becomes impossible, and (null) when it is possible again. */
  onTrouble(listener: (trouble: StudioError | null) => void): void
  /** Before files are made. @throws StudioError where nothing can be written, or the workspace is not where it was */
  ensureWritable(): void
  /** Tries to write where that was impossible. @returns whether something can be written */
  retry(): boolean
  /** Another number whenever another process has changed the database since. */
  foreignChange(): number
  /** What a person should know of how the workspace was found, in sentences. */
  opening: string[]
  /** Files that no row needs; finding them changes nothing. */
  leftovers(): Leftovers
  /**
   * Says of a new dataset's folder that it is ours, before its first file; once nobody works on it, it may be tidied
   * away until it is listed.
   */
  beginDataset(id: string): void
  /** Removes the folder of a run or dataset that is not listed any more. */
  removeFolder(kind: Kind, id: string): Promise<void>
  /** Puts files that no row names any more into the bin. */
  putAside(paths: readonly string[]): Promise<void>
  /** Deletes files that nobody can want. What this program has not made stays, whatever a row says. */
  removeFiles(paths: readonly string[]): Promise<void>
  bin: {
    /** What deleted runs take, and what was tidied away. */
    size(): Promise<{ runs: DiskSize; tidied: DiskSize }>
    /** Deletes what was tidied away. Deleted runs are rows: their caller deletes those. */
    empty(): Promise<void>
  }
  /** Brings the records in the folders up to date. */
  flush(): Promise<void>
  close(): void
}

export interface OpenOptions {
  /**
   * Whoever opens it means to write: the workspace is tidied, where nobody else is in it, and records are kept up to
   * date. For who only reads, nothing there changes by opening.
   */
  mayChange?: boolean
  /** What this process is to others that meet it as the owner of a run. */
  program?: Program
}

/**
 * Opens a workspace folder, making it when it is new.
 * @throws StudioError conflict (the folder is somebody else's, or being repaired), unsupported (written by a newer
 * Atelier), not-readable (the database is damaged, or gone while runs are there); disk-full, not-writable where there
 * is nothing yet that could be read
 */
export function openStore(workspace: string, { mayChange = false, program = 'command-line' }: OpenOptions = {}): Store {
  const files = new WorkspaceFiles(workspace)
  const opening: string[] = []
  const entered = sayingNow({ said: `The workspace “${workspace}” cannot be opened` }, () => enterWorkspace(workspace))
  if (makePrivate(files) && entered !== 'new')
    opening.push(`Others on this machine could look into the workspace ${workspace}. It is readable by you alone now.`)
  const claim = claimWorkspace(files)
  const connection = openClaimed(files, claim)
  const rows = {
    files,
    datasets: new Datasets(connection, files),
    runs: new Runs(connection, program),
    history: new History(connection, files)
  }
  opening.push(
    ...connection.directly(database => settle({ ...rows, database }, claim, mayChange && connection.trouble === null))
  )
  const records = new Records(connection, files)
  if (mayChange) records.start()
  return {
    files,
    ...partsOf(rows, connection),
    transaction: work => connection.saying(connection.transaction(work)),
    urgently: work => connection.urgently(() => connection.saying(connection.transaction(work))),
    get trouble() {
      return connection.trouble
    },
    onTrouble: listener => connection.onTrouble(listener),
    ensureWritable: () => connection.ready(),
    retry: () => connection.retry(true),
    foreignChange: () => connection.foreignChange,
    opening,
    leftovers: () => connection.directly(database => leftovers({ ...rows, database }, foldersIn(files))),
    beginDataset: id => connection.saying(() => records.markUnfinished(id)),
    removeFolder: (kind, id) => records.alone(() => removeFolder(files, files.folderOf(kind, id))),
    putAside: async paths => {
      for (const path of made(files, paths)) await putAside(files, path)
    },
    removeFiles: async paths => {
      for (const path of made(files, paths)) await rm(path, { force: true }).catch(() => undefined)
    },
    bin: binOf(files, () => connection.saying(() => rows.runs.binned())),
    flush: () =>
      connection.trouble === null && (mayChange || records.isChanged()) ? records.flush() : Promise.resolve(),
    close: () => {
      records.stop()
      connection.close()
      claim.release()
    }
  }
}

type Rows = Pick<Store, 'files' | 'datasets' | 'runs' | 'history'>

/** What each table is reached by, its errors in sentences. */
function partsOf({ files, datasets, runs, history }: Rows, connection: Connection) {
  const said = <T extends object>(part: T): T => inSentences(part, connection)
  return {
    datasets: said(datasets),
    exclusions: said(new Exclusions(connection)),
    versions: said(new Versions(connection)),
    findings: said(new FoundInDatasets(connection)),
    runs: said(runs),
    history: said(history),
    metrics: said(new MetricValues(connection, files)),
    events: said(new Events(connection)),
    directions: said(new Directions(connection)),
    machines: said(new Machines(connection)),
    remoteRuns: said(new RemoteRuns(connection)),
    preferences: said(new Preferences(connection)),
    queue: said(new Queue(connection)),
    sweeps: said(new Sweeps(connection)),
    moving: said(new Moving(connection))
  }
}

const binOf = (files: WorkspaceFiles, binned: () => { id: string }[]): Store['bin'] => ({
  size: async () => ({
    runs: sum(await Promise.all(binned().map(({ id }) => sizeOfFolder(files.run(id))))),
    tidied: await sizeOfBin(files)
  }),
  empty: () => emptyBin(files)
})

/** What cannot be opened is not held. */
function openClaimed(files: WorkspaceFiles, claim: Claim): Connection {
  let connection: Connection | null = null
  try {
    if (!existsSync(files.database)) refuseGone(files, 'gone', foldersIn(files))
    else if (statSync(files.database).size === 0) refuseGone(files, 'empty', foldersIn(files))
    connection = new Connection(files.database)
    connection.directly(database => refuseEmpty(database, files))
    return connection
  } catch (error) {
    connection?.close()
    claim.release()
    throw error
  }
}

/** A part of the store whose errors, leaving it, are sentences that name the database's file. */
function inSentences<T extends object>(part: T, connection: Connection): T {
  return new Proxy(part, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function'
        ? (...given: unknown[]): unknown => connection.saying(() => Reflect.apply(value, target, given))
        : value
    }
  })
}

/** A row may be damaged: what it names is only touched where it is of a kind that we make. */
const made = (files: WorkspaceFiles, paths: readonly string[]): string[] =>
  paths.filter(path => whatIsMade(files.name(path)) === 'file')

const sum = (sizes: readonly DiskSize[]): DiskSize => ({
  files: sizes.reduce((all, { files }) => all + files, 0),
  bytes: sizes.reduce((all, { bytes }) => all + bytes, 0)
})
