/** Sheets that were drawn before the first epoch had ended. */
import { z } from 'zod'
import type { Connection } from './connection'
import type { WorkspaceFiles } from './files'
import { sheetColumns, sheetPlace, sheetsOf } from './sheet-row'

const row = sheetPlace.extend({ step: z.int(), sha256: z.string() })
/** Absolute path of its PNG, where the tiles are, and what the file must hash to. */
export type EarlySheet = z.infer<typeof row>

export class EarlySamples {
  constructor(
    private readonly database: Connection,
    private readonly files: WorkspaceFiles
  ) {}

  /** The file must be safe already. */
  add(run: string, { step, path, tileWidth, tileHeight, columns, rows, count, sha256 }: EarlySheet): void {
    this.database
      .prepare(`
      INSERT OR REPLACE INTO early_samples (run, step, file, tile_width, tile_height, columns, rows, count, sha256)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(run, step, this.files.name(path), tileWidth, tileHeight, columns, rows, count, sha256)
  }

  /** Ascending by step. */
  list(run: string): EarlySheet[] {
    const rows = this.database
      .prepare(`SELECT step, ${sheetColumns} FROM early_samples WHERE run = ? ORDER BY step`)
      .all(run)
    return sheetsOf(this.files, row, rows)
  }

  /** Forgets those past a step. @returns absolute paths of their files */
  trim(run: string, step: number): string[] {
    const past = this.list(run).filter(sheet => sheet.step > step)
    this.database.prepare('DELETE FROM early_samples WHERE run = ? AND step > ?').run(run, step)
    return past.map(({ path }) => path)
  }
}
