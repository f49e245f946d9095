/** Runs that other machines train, on the command line: watched, and stopped. */
import { findRun } from '../find'
import type { Session } from '../session'
import { follow } from './follow'

export async function watchRun(session: Session, word: string): Promise<void> {
  const { id, machine } = findRun(session, word)
  await follow(session, () => session.handlers.watchRun({ run: id }), { on: machine ?? '' })
}

/** It saves first, and what it has made comes here. */
export async function stopRun(session: Session, word: string): Promise<void> {
  const { id } = findRun(session, word)
  await session.handlers.watchRun({ run: id })
  const run = await session.handlers.stopRun({ run: id })
  session.output.say(
    { run: id, status: run.status, epoch: run.epoch, step: run.step },
    `"${run.name}" is ${run.status}, at step ${run.step}. To go on: atelier resume ${id.slice(0, 8)}` +
      (run.machine === null ? '' : ` --on ${run.machine}`)
  )
}
