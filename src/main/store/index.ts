/** A workspace at rest: `atelier.db` and the files its rows name. */
import { openDatabase } from './database'
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
  /** What a person should know of how the workspace was found, in sentences. */
  opening: string[]
  /** Files that no row names, except those of other living processes. */
  leftovers(): string[]
  close(): void
}

/**
 * Opens a workspace folder, making it when it is new. Opening removes nothing.
 * @throws StudioError conflict (the folder is somebody else's, or being repaired), unsupported (written by a newer
 * Atelier), not-readable, disk-full
 */
export function openStore(workspace: string): Store {
  const files = new WorkspaceFiles(workspace)
  const opening: string[] = []
  const entered = enterWorkspace(workspace)
  if (makePrivate(files) && entered !== 'new') opening.push(`Others on this machine could look into the workspace ${workspace}. It is readable by you alone now.`)
  const claim = claimWorkspace(files)
  const database = openOr(() => openDatabase(files.database), claim)
  const datasets = new Datasets(database, files)
  const runs = new Runs(database)
  const history = new History(database, files)
  return {
    files, datasets, runs, history,
    evaluations: new Evaluations(database, files),
    events: new Events(database),
    preferences: new Preferences(database),
    transaction: work => database.transaction(work)(),
    opening,
    leftovers: () => leftovers({ files, datasets, runs, history }),
    close: () => { database.close(); claim.release() }
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
