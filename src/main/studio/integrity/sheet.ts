/** Sheets as they were written: one whose file is another is refused by name. */
import { createHash } from 'node:crypto'
import type { Sheet } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { codeOf, whyOf } from '../../lib/failures'
import { readRegular } from '../../lib/regular-file'
import type { Store } from '../../store'
import type { EarlySheet } from '../../store/early-samples'
import type { StoredSheet } from '../../store/history'

/** Of a sheet's PNG, bytes. */
const largestSheet = 256e6

export const hashOfBytes = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * @param whose in words: "epoch 7"
 * @param keep gets the hash of a sheet that is older than hashes
 * @throws StudioError not-readable, naming the epoch and the file
 */
export async function readSheet(
  { path, tileWidth, tileHeight, columns, rows, count, sha256 }: Omit<StoredSheet, 'epoch'>,
  whose: string,
  keep: (sha256: string) => void
): Promise<Sheet> {
  const refused = (why: string, cause?: unknown): StudioError =>
    new StudioError(
      'not-readable',
      `The sheet of ${whose} (“${path}”) ${why}. The run's other epochs are not affected.`,
      { cause }
    )
  let png: Uint8Array<ArrayBuffer>
  try {
    png = new Uint8Array(await readRegular(path, { most: largestSheet }))
  } catch (error) {
    throw refused(codeOf(error) === 'ENOENT' ? 'is missing' : `cannot be read: ${whyOf(error)}`, error)
  }
  const found = hashOfBytes(png)
  if (sha256 === null) tryTo(() => keep(found))
  else if (found !== sha256) throw refused('is damaged: its file is not as it was written')
  return { png, tileWidth, tileHeight, columns, rows, count }
}

/** A run's sample sheet. @throws StudioError not-readable, naming the epoch and the file */
export const sheetOf = (store: Store, run: string, sheet: StoredSheet): Promise<Sheet> =>
  readSheet(sheet, `epoch ${sheet.epoch}`, sha256 => store.history.setSheetHash(run, sheet.epoch, sha256))

/** The same of a step in the first epoch. */
export const earlySheetOf = ({ step, ...sheet }: EarlySheet): Promise<Sheet> =>
  readSheet(sheet, `step ${step}`, () => {})

/** Reading must not fail for what cannot be written. */
function tryTo(work: () => void): void {
  try {
    work()
  } catch {
    /* It is kept with the next reading. */
  }
}
