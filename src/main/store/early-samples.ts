/** Sheets that were drawn before the first epoch had ended. */
import { z } from 'zod'
import type { Connection } from './connection'
import type { WorkspaceFiles } from './files'

const row = z.object({
  step: z.int(),
  path: z.string(),
  tileWidth: z.int(),
  tileHeight: z.int(),
  columns: z.int(),
  rows: z.int(),
  count: z.int(),
  sha256: z.string()
})
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
    return z
      .array(row)
      .parse(
        this.database
          .prepare(`
      SELECT step, file AS path, tile_width AS tileWidth, tile_height AS tileHeight, columns, rows, count, sha256
        FROM early_samples WHERE run = ? ORDER BY step`)
          .all(run)
      )
      .map(sheet => ({ ...sheet, path: this.files.path(sheet.path) }))
  }

  /** Forgets those past a step. @returns absolute paths of their files */
  trim(run: string, step: number): string[] {
    const past = this.list(run).filter(sheet => sheet.step > step)
    this.database.prepare('DELETE FROM early_samples WHERE run = ? AND step > ?').run(run, step)
    return past.map(({ path }) => path)
  }
}
