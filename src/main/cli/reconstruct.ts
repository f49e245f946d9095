/** `reconstruct`: training pictures, and what an autoencoder makes of them. */
import { counted } from '../../shared/counted'
import { checkTarget, deliver } from './deliver'
import { withSheetOrigin } from './explore/sheet-origin'
import { findRun } from './find'
import { asJob, type Session } from './session'

export interface ReconstructOptions {
  output: string
  epoch?: number
  count: number
  offset?: number
  seed?: number
}

/** Training pictures in rows, each above the row of what became of them. */
export async function reconstruct(
  session: Session,
  word: string,
  { output: file, ...asked }: ReconstructOptions
): Promise<void> {
  const run = findRun(session, word)
  await checkTarget(session.output, file, { extension: 'png' })
  const {
    sheet: { png, ...sheet },
    ...found
  } = await asJob(session, job => session.handlers.reconstruct({ run: run.id, job, ...asked }))
  const { count, offset = 0, seed } = asked
  // Not of latents: which pictures they are.
  const made = { count, offset, ...(seed === undefined ? {} : { pictures: seed }) }
  const sent = withSheetOrigin(png, run, { command: 'reconstruct', epoch: found.epoch, made })
  await deliver(session.output, file, sent, path => ({
    facts: { run: run.id, ...found, ...sheet },
    words:
      `${path}: ${counted(found.pictures.length, 'picture')} of "${run.datasetName}", each above what ` +
      `epoch ${found.epoch} of "${run.name}" made of it.`
  }))
}
