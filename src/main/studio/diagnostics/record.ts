/** Which of the studio's events are worth a line in the log: what changed, what was found, what a person was told. */
import type { Emit, Payload } from '../../../shared/ipc'
import type { Log } from '../../lib/log'

/** Passes every event on, and writes the rare ones down. */
export function recording(emit: Emit, log: Log): Emit {
  const status = new Map<string, string>()
  return (event, payload) => {
    emit(event, payload)
    if (event === 'runChanged') {
      const run = payload as Payload<'runChanged'>
      if (status.get(run.id) === run.status) return
      status.set(run.id, run.status)
      log.info(
        `run ${run.id} (${run.model}): ${run.status}, epoch ${run.epoch} ` +
          `of ${run.epochs}${run.error ? `; ${run.error}` : ''}`
      )
    } else if (event === 'notice') {
      const { level, message } = payload as Payload<'notice'>
      log[level === 'warning' ? 'warn' : level](message)
    } else if (event === 'health') {
      const { run, news } = payload as Payload<'health'>
      if (news) log.warn(`run ${run}: ${news.kind} at step ${news.step}`)
    } else if (event === 'datasetRemoved') {
      log.info(`dataset ${(payload as Payload<'datasetRemoved'>).dataset}: removed`)
    }
  }
}
