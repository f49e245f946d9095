/** Where a key moves the ring in the gallery's grid: one row per epoch, one column per latent. */
export interface GridPlace {
  row: number
  picture: number
}

export interface GridShape {
  /** An epoch is one row of pictures; otherwise a sheet of several. */
  rows: boolean
  /** Pictures side by side in an epoch. */
  columns: number
  /** Pictures per epoch. */
  pictures: number
  epochs: number
  /** Epochs per screenful. */
  page: number
}

/** @returns undefined where the key moves nothing */
export function movedBy(
  { key, ctrlKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey'>,
  { row, picture }: GridPlace,
  { rows, columns, pictures, epochs, page }: GridShape
): GridPlace | undefined {
  const at = (toRow: number, toPicture: number): GridPlace => ({
    row: Math.min(epochs - 1, Math.max(0, toRow)),
    picture: toPicture
  })
  switch (key) {
    case 'ArrowRight':
      return at(row, Math.min(pictures - 1, picture + 1))
    case 'ArrowLeft':
      return at(row, Math.max(0, picture - 1))
    case 'ArrowDown':
      if (rows) return at(row + 1, picture)
      return picture + columns < pictures ? at(row, picture + columns) : at(row + 1, picture % columns)
    case 'ArrowUp':
      return rows || picture < columns ? at(row - 1, picture) : at(row, picture - columns)
    case 'PageDown':
      return at(row + page, picture)
    case 'PageUp':
      return at(row - page, picture)
    case 'Home':
      return at(ctrlKey ? 0 : row, 0)
    case 'End':
      return at(ctrlKey ? epochs - 1 : row, pictures - 1)
    default:
      return undefined
  }
}
