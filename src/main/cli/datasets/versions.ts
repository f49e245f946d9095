/** `versions`: what was changed about a dataset, and the way back. */
import { findListedDataset } from '../find'
import { table } from '../output'
import type { Session } from '../session'
import { change } from './pictures'

export interface VersionOptions {
  /** Makes the newest one like that. */
  restore?: number
}

/** @throws StudioError not-found */
export async function versions(session: Session, word: string, { restore }: VersionOptions): Promise<void> {
  const dataset = findListedDataset(session, word)
  if (restore !== undefined)
    return change(
      session,
      dataset,
      { what: 'restore', number: restore },
      { facts: { restored: restore }, words: `"${dataset.name}" is as it was in version ${restore}` }
    )
  const found = await session.handlers.datasetVersions({ dataset: dataset.id })
  session.output.say(
    found,
    table([
      ['VERSION', 'RUNS', 'MADE', 'WHAT'],
      ...found.map(({ number, words, createdAt, runs }) => [
        String(number),
        String(runs),
        new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
        words
      ])
    ])
  )
}
