import { request } from '../transport'
import { decodeSheet, SheetCache, sheetPixels } from './sheet-cache'

/** The sheets of all runs, shared by film strip, gallery and time line; 256 MB of them at most. */
export const sheets = new SheetCache(
  async (run, epoch) => decodeSheet(await request('sampleSheet', { run, epoch })),
  sheetPixels,
  64e6
)

/** By run and step: of first epochs that had not ended. */
export const earlySheets = new SheetCache(
  async (run, step) => decodeSheet(await request('earlySheet', { run, step })),
  sheetPixels,
  4e6
)
