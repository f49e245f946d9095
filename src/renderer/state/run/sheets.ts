import { request } from '../transport'
import { decodeSheet, SheetCache } from './sheet-cache'

/** The sheets of all runs, shared by film strip, gallery and time line. */
export const sheets = new SheetCache(async (run, epoch) => decodeSheet(await request('sampleSheet', { run, epoch })))
