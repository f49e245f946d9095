/** Runs that leave a workspace in a file, or come to it in one: their rows. */
import type { Connection } from '../connection'
import { adopt, rowsOfRun, type Arrival, type MovedRows } from './rows'

export { WrongRows, type MovedRows } from './rows'

export class Moving {
  constructor(private readonly database: Connection) {}

  /** @param keep of checkpoints, those of these steps */
  take(run: string, keep: ReadonlySet<number>): MovedRows {
    return this.database.directly(database => rowsOfRun(database, run, keep))
  }

  /** Within a transaction. @throws WrongRows, and what the database says of rows that it does not hold */
  adopt(rows: MovedRows, arrival: Arrival, files: ReadonlyMap<string, string>): void {
    this.database.directly(database => adopt(database, rows, arrival, files))
  }
}
