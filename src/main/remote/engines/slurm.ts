/**
 * Slurm (Yoo, Jette and Grondona 2003), by its own commands. A job is warned before its time is over, saves, and is put
 * into the queue again, so that a long run is cut into slots and goes on exactly.
 */
import { StudioError } from '../../../shared/errors'
import { gpus, memory } from '../job-settings'
import { jobScript } from '../job-script'
import { shellCommand, shellWord } from '../shell-words'
import type { Connection } from '../ssh/connection'
import type { Job, JobEngine, JobStatus } from './engine'

/** Saving a checkpoint takes no longer, s. */
const warning = 90

/** Slurm's states in ours; others are waiting. https://slurm.schedmd.com/squeue.html#SECTION_JOB-STATE-CODES */
const states: Readonly<Record<string, JobStatus['state']>> = {
  RUNNING: 'running',
  COMPLETING: 'running',
  STOPPED: 'running',
  SUSPENDED: 'running',
  COMPLETED: 'done',
  FAILED: 'failed',
  BOOT_FAIL: 'failed',
  NODE_FAIL: 'failed',
  OUT_OF_MEMORY: 'failed',
  DEADLINE: 'failed',
  TIMEOUT: 'failed',
  CANCELLED: 'stopped'
}

const reasons: Readonly<Record<string, string>> = {
  OUT_OF_MEMORY: 'It was ended for using more memory than it was given. Give it more (memory), or smaller batches.',
  TIMEOUT: 'Its time was over. Give it more (time).',
  NODE_FAIL: 'The machine that it ran on failed.',
  DEADLINE: 'Its deadline passed.',
  Priority: 'Others are before it.',
  Resources: 'It waits for a machine to become free.',
  PartitionTimeLimit: 'The partition allows less time than it asks for (time).',
  PartitionNodeLimit: 'The partition has no machine like the one that it asks for.',
  ReqNodeNotAvail: 'The machines that it asks for are not available now.',
  AssocGrpGRES: 'The account may have no more GPUs at once.',
  QOSMaxJobsPerUserLimit: 'The account may have no more jobs at once.',
  BeginTime: 'It was put into the queue again, and begins in a moment.'
}

/** What the job wants, as words of sbatch. In a file's name `%` begins something else. */
const wishes = ({ name, folder, settings: { partition, gpus, time, memory, account } }: Job): string[] =>
  [
    'parsable',
    `job-name=${name}`,
    `chdir=${folder}`,
    `output=${folder.replaceAll('%', '%%')}/job.log`,
    'open-mode=append',
    'requeue',
    `signal=B:USR1@${warning}`,
    ...(partition ? [`partition=${partition}`] : []),
    ...(gpus ? [`gres=gpu:${gpus}`] : []),
    ...(time ? [`time=${time}`] : []),
    ...(memory ? [`mem=${memory}`] : []),
    ...(account ? [`account=${account}`] : [])
  ].map(option => `--${option}`)

/** Where its time is nearly over, it saves, ends, and is put into the queue again. */
const scriptOf = (script: string): string =>
  jobScript({
    told: { USR1: 'again=1; ', 'TERM INT': 'stopped=1; ' },
    script,
    after: `[ -n "$stopped" ] && exit 0
[ -n "$again" ] && scontrol requeue "$SLURM_JOB_ID" && exit 0
exit "$status"`
  })

const said = (outcome: { stdout: string; stderr: string }): string =>
  (outcome.stderr || outcome.stdout)
    .trim()
    .replace(/^sbatch: error: /gm, '')
    .slice(0, 400)

export default {
  id: 'slurm',
  name: 'Slurm',
  place: 10,
  settings: [
    {
      key: 'partition',
      label: 'Partition',
      help: 'The queue that it waits in, as sinfo names it.',
      form: /^[\w.,-]+$/
    },
    gpus,
    {
      key: 'time',
      label: 'Time',
      help: 'Of one slot, as minutes or hours:minutes:seconds; a run that takes longer has several.',
      form: /^(?:\d+-)?\d+(?::\d+){0,2}$/
    },
    memory,
    { key: 'account', label: 'Account', help: 'Who pays, where the machine keeps books.', form: /^[\w.-]+$/ }
  ],
  partitions: 'sinfo --noheader --format=%P',
  withoutGpus:
    'Where one logs in there is no GPU. Machines behind the queue may have some: ask for them with --set gpus=1.',
  apart: true,
  recognises: async connection => (await connection.exec('command -v sbatch squeue scontrol')).status === 0,
  obstacle: async () => null,
  async submit(connection, job) {
    const path = `${job.folder}/job.sh`
    const outcome = await connection.exec(
      `cd ${shellWord(job.folder)} && { test -s id || { cat > job.sh && ` +
        `${shellCommand(['sbatch', ...wishes(job), path])} > id.new && mv id.new id; }; } && cat id`,
      scriptOf(job.script)
    )
    const [, id] = /^(\d+)(?:;|\s|$)/.exec(outcome.stdout) ?? []
    if (outcome.status !== 0 || id === undefined)
      throw new StudioError('conflict', `Slurm at ${connection.target.host} does not take it: ${said(outcome)}`)
    return id
  },
  status: statusOf,
  async stop(connection, id) {
    // Its shell alone is told, once, and tells what it runs: a program that is told twice ends without saving.
    const running = (await statusOf(connection, id)).state === 'running'
    await connection.exec(shellCommand(['scancel', ...(running ? ['--batch', '--signal=TERM'] : []), id]))
  }
} satisfies JobEngine

async function statusOf(connection: Connection, id: string): Promise<JobStatus> {
  const queue = await connection.exec(
    shellCommand(['squeue', '--noheader', '--jobs', id, '--states=all', '--format=%T|%r'])
  )
  const [state = '', reason = ''] = queue.stdout.trim().split('\n')[0]?.split('|') ?? []
  if (queue.status === 0 && state !== '') return statusWords(state, reason)
  // It has ended some minutes ago: where the machine keeps books, they say how.
  const books = await connection.exec(shellCommand(['sacct', '-nXPj', id, '--format=State']))
  const ended = books.stdout.trim().split('\n').at(-1)?.split(' ')[0] ?? ''
  return ended === '' ? { state: 'lost', reason: `Slurm does not know job ${id} any more.` } : statusWords(ended, '')
}

function statusWords(state: string, reason: string): JobStatus {
  const why = reasons[state] ?? reasons[reason]
  return {
    state: states[state] ?? 'waiting',
    reason:
      why ?? (reason === '' || reason === 'None' || reason === 'NonZeroExitCode' ? null : `Slurm says: ${reason}.`)
  }
}
