/** A workspace at rest: `atelier.db` and the files its rows name. */
import { openDatabase } from './database'
import { Datasets } from './datasets'
import { Evaluations } from './evaluations'
import { Events } from './events'
import { WorkspaceFiles } from './files'
import { History } from './history'
import { Preferences } from './preferences'
import { Runs } from './runs'
import { sweep } from './sweep'

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
  /** Removes files that no row names, except those of other living processes. @returns paths removed */
  sweep(): string[]
  close(): void
}

/**
 * Opens a workspace folder, making it when it is new.
 * @throws StudioError unsupported (written by a newer Atelier), not-readable, disk-full
 */
export function openStore(workspace: string): Store {
  const files = new WorkspaceFiles(workspace)
  const database = openDatabase(files.database)
  const datasets = new Datasets(database, files)
  const runs = new Runs(database)
  const history = new History(database, files)
  return {
    files, datasets, runs, history,
    evaluations: new Evaluations(database, files),
    events: new Events(database),
    preferences: new Preferences(database),
    transaction: work => database.transaction(work)(),
    sweep: () => sweep({ files, datasets, runs, history }),
    close: () => { database.close() }
  }
}
