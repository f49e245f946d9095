/** Pictures for a run that came from another workspace without them. */
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Run } from '../../shared/domain'
import { findDataset } from './find'
import { asJob, type Session } from './session'

/** @param word a dataset by id or name, or a folder @throws StudioError conflict where they are not those */
export async function givePictures(session: Session, run: Run, word: string, anyway: boolean): Promise<Run> {
  // A folder is read as the one was that it learnt from; what is a dataset by now is what it is.
  const pairs = session.store.runs.learntFrom(run.id)?.pairing ?? undefined
  const isFolder = (await stat(resolve(word)).catch(() => null))?.isDirectory() === true
  const dataset = await findDataset(session, word, isFolder ? pairs : undefined)
  return asJob(session, job => session.handlers.givePictures({ job, run: run.id, dataset: dataset.id, anyway }))
}
