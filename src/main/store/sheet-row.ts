/** Where the tiles of a stored sheet are, and its file: columns that all tables of sheets have. */
import { z } from 'zod'
import type { WorkspaceFiles } from './files'

/** Where the tiles are. */
export const tilesPlace = z.object({
  tileWidth: z.int(),
  tileHeight: z.int(),
  columns: z.int(),
  rows: z.int(),
  count: z.int()
})
/** As `sheetColumns` selects it, but for the hash, which old rows may lack. */
export const sheetPlace = tilesPlace.extend({ path: z.string() })

export const sheetColumns =
  'file AS path, tile_width AS tileWidth, tile_height AS tileHeight, columns, rows, count, sha256'

/** Rows of sheets, their files by absolute path. */
export const sheetsOf = <T extends { path: string }>(files: WorkspaceFiles, row: z.ZodType<T>, rows: unknown[]): T[] =>
  z
    .array(row)
    .parse(rows)
    .map(sheet => ({ ...sheet, path: files.path(sheet.path) }))
