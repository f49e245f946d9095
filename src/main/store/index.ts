/** A workspace at rest: `atelier.db` and the files its rows name. */
import type { StudioError } from '../../shared/errors'
import { sayingNow } from '../lib/failures'
import { Connection } from './connection'
import { Datasets } from './datasets'
import { Evaluations } from './evaluations'
import { Events } from './events'
import { WorkspaceFiles } from './files'
import { History } from './history'
import { Preferences } from './preferences'
import { Runs } from './runs'
import { leftovers } from './sweep'
import { claimWorkspace, type Claim } from './workspace/claim'
import { enterWorkspace } from './workspace/mark'
import { makePrivate } from './workspace/privacy'

export interface Store {
  files: WorkspaceFiles
  datasets: Datasets
  runs: Runs
  history: History
  evaluations: Evaluations
  events: Events
  preferences: Preferences
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
  /** What a person should know of how the workspace was found, in sentences. */
  opening: string[]
  /** Files that no row names, except those of other living processes. */
  leftovers(): string[]
  close(): void
}

/**
 * Opens a workspace folder, making it when it is new. Opening removes nothing.
 * @throws StudioError conflict (the folder is somebody else's, or being repaired), unsupported (written by a newer
 * Atelier), not-readable; disk-full, not-writable where there is nothing yet that could be read
 */
export function openStore(workspace: string): Store {
  const files = new WorkspaceFiles(workspace)
  const opening: string[] = []
  const entered = sayingNow({ said: `The workspace “${workspace}” cannot be opened` }, () => enterWorkspace(workspace))
  if (makePrivate(files) && entered !== 'new') opening.push(`Others on this machine could look into the workspace ${workspace}. It is readable by you alone now.`)
  const claim = claimWorkspace(files)
  const connection = openOr(() => new Connection(files.database), claim)
  const said = <T extends object>(part: T): T => inSentences(part, connection)
  const datasets = said(new Datasets(connection, files))
  const runs = said(new Runs(connection))
  const history = said(new History(connection, files))
  return {
    files, datasets, runs, history,
    evaluations: said(new Evaluations(connection, files)),
    events: said(new Events(connection)),
    preferences: said(new Preferences(connection)),
    transaction: work => connection.saying(connection.transaction(work)),
    urgently: work => connection.urgently(() => connection.saying(connection.transaction(work))),
    get trouble() { return connection.trouble },
    onTrouble: listener => connection.onTrouble(listener),
    ensureWritable: () => connection.ready(),
    retry: () => connection.retry(true),
    opening,
    leftovers: () => leftovers({ files, datasets, runs, history }),
    close: () => { connection.close(); claim.release() }
  }
}

/** What cannot be opened is not held. */
function openOr<T>(open: () => T, claim: Claim): T {
  try {
    return open()
  } catch (error) {
    claim.release()
    throw error
  }
}

/** A part of the store whose errors, leaving it, are sentences that name the database's file. */
function inSentences<T extends object>(part: T, connection: Connection): T {
  return new Proxy(part, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? (...given: unknown[]): unknown => connection.saying(() => Reflect.apply(value, target, given)) : value
    }
  })
}
