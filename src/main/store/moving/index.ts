/** Runs that leave a workspace in a file, or come to it in one: their rows. */
import type { Connection } from '../connection'
import { addGrown, grownRows } from './growth'
import { adopt, rowsOfRun, type Arrival, type MovedRows } from './rows'

export { filesOfRows, withoutFiles } from './growth'
export { WrongRows, type MovedRows } from './rows'

export class Moving {
  constructor(private readonly database: Connection) {}

  /** @param keep of checkpoints, those of these steps */
  take(run: string, keep: ReadonlySet<number>): MovedRows {
    return this.database.directly(database => rowsOfRun(database, run, keep))
  }

  /** What has come to a run since, see grownRows. */
  takeGrown(run: string, after: number, sent: Set<string>): MovedRows {
    return this.database.directly(database => grownRows(database, run, after, sent))
  }

  /** Within a transaction. @param from the run's id where the rows come from @throws WrongRows */
  addGrown(rows: MovedRows, names: { from: string; id: string }, files: ReadonlyMap<string, string>): void {
    this.database.directly(database => addGrown(database, rows, names, files))
  }

  /** Within a transaction. @throws WrongRows, and what the database says of rows that it does not hold */
  adopt(rows: MovedRows, arrival: Arrival, files: ReadonlyMap<string, string>): void {
    this.database.directly(database => adopt(database, rows, arrival, files))
  }
}
