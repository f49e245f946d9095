/** Pictures for a run that came from another workspace without them. */
import type { Run } from '../../shared/domain'
import { findDataset } from './find'
import { asJob, type Session } from './session'

/** @param word a dataset by id or name, or a folder @throws StudioError conflict where they are not those */
export async function givePictures(session: Session, run: Run, word: string, anyway: boolean): Promise<Run> {
  const dataset = await findDataset(session, word)
  return asJob(session, job => session.handlers.givePictures({ job, run: run.id, dataset: dataset.id, anyway }))
}
