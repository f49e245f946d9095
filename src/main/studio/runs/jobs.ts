/** Everything that waits or trains, here and on other machines. */
import type { TrainingJob } from '../../../shared/domain'
import type { Store } from '../../store'

/** Those that wait here in their order, those under way here, then those that machines have. */
export function trainingJobs({ runs, queue, remoteRuns }: Store): TrainingJob[] {
  const waiting = queue
    .list()
    .map(({ run, since }): TrainingJob => ({ run, machine: null, state: 'waiting', since, watched: true }))
  const here = runs
    .underWay()
    .map(({ id, since }): TrainingJob => ({ run: id, machine: null, state: 'training', since, watched: true }))
  const elsewhere = remoteRuns.underWay().map(({ run, machine, state, since }): TrainingJob => ({
    run,
    machine,
    state: state === 'sending' ? 'sending' : 'submitted',
    since,
    watched: runs.holder(run) !== null
  }))
  return [...waiting, ...here, ...elsewhere]
}
