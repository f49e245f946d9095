/**
 * Ray Jobs (Moritz et al. 2018), by its REST API. Only where a machine's settings say where the dashboard is: one that
 * happens to listen on the loopback of a machine that many log in to may be anybody's, and runs what it is sent as
 * whoever started it.
 */
import { createHash } from 'node:crypto'
import { StudioError } from '../../../shared/errors'
import { gpus, memory } from '../job-settings'
import { jobScript } from '../job-script'
import { lastLine, RayJobs, type RayJob, type Submission } from '../ray-jobs'
import { shellWord } from '../shell-words'
import type { Connection } from '../ssh/connection'
import type { Job, JobEngine, JobStatus } from './engine'

/** Saving a checkpoint takes no longer, s. Ray itself waits for three. */
const patience = 110

const states = {
  PENDING: 'waiting',
  RUNNING: 'running',
  SUCCEEDED: 'done',
  FAILED: 'failed',
  STOPPED: 'stopped'
} as const satisfies Record<RayJob['status'], JobStatus['state']>

const units: Readonly<Record<string, number>> = { '': 2 ** 20, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/** What the machine that Ray chooses must have free. As with Slurm, memory without a unit is in megabytes. */
export function resourcesOf({ cpus, gpus, memory }: Job['settings']): Partial<Submission> {
  const [, kind, count] = /^(?:([\w.-]+):)?(\d+)$/.exec(gpus ?? '') ?? []
  const [, amount, unit = ''] = /^(\d+)([KMGT]?)$/.exec(memory ?? '') ?? []
  return {
    ...(cpus ? { entrypoint_num_cpus: Number(cpus) } : {}),
    ...(count ? { entrypoint_num_gpus: Number(count) } : {}),
    // As Ray names kinds of accelerators: a sliver of one asks for the machine that has it.
    ...(kind ? { entrypoint_resources: { [`accelerator_type:${kind.toUpperCase()}`]: 0.001 } } : {}),
    ...(amount ? { entrypoint_memory: Number(amount) * (units[unit] ?? 1) } : {})
  }
}

/**
 * Ray tells every process of a job at once that it is to end: the shell waits until the program has, and passes nothing
 * on, because a program that is told twice ends without saving.
 */
const scriptOf = (script: string): string =>
  `[ -e stop ] && exit 0\n${jobScript({ told: { 'TERM INT': null }, script, after: 'exit "$status"' })}`

/** The same for the same folder: what is submitted again is there already. */
const submissionOf = ({ name, folder }: Pick<Job, 'name' | 'folder'>): string =>
  `${name}-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`

/** A job is called by the dashboard that has it and by its name there. */
function jobOf(connection: Connection, id: string): { jobs: RayJobs; name: string } {
  const [address = '', name = ''] = id.split(' ')
  return { jobs: new RayJobs(connection, address), name }
}

export default {
  id: 'ray',
  name: 'Ray',
  place: 5,
  settings: [
    {
      key: 'ray',
      label: 'Ray',
      help: "Where Ray's dashboard answers as the machine sees it, as http://127.0.0.1:8265. Its runs are Ray's jobs.",
      form: /^http:\/\/[\w.-]+(?::\d{1,5})?$/
    },
    { key: 'cpus', label: 'Processors', help: 'How many are kept free for it, as 4.', form: /^\d+(?:\.\d+)?$/ },
    gpus,
    memory
  ],
  partitions: null,
  withoutGpus:
    'Where one logs in there is no GPU. Machines of the cluster may have some: ask for them with --set gpus=1.',
  apart: true,
  recognises: async (_, settings) => settings.ray !== undefined,
  async obstacle(connection, { ray = '' }) {
    try {
      await new RayJobs(connection, ray).check()
      return null
    } catch (error) {
      if (error instanceof StudioError) return error.message
      throw error
    }
  },
  async submit(connection, job) {
    const address = job.settings.ray ?? ''
    const jobs = new RayJobs(connection, address)
    const name = submissionOf(job)
    await jobs.check()
    if ((await jobs.find(name)) === null) {
      const { status, stderr } = await connection.exec(
        `cd ${shellWord(job.folder)} && cat > job.sh`,
        scriptOf(job.script)
      )
      if (status !== 0) throw new StudioError('not-writable', `No job can be written there: ${stderr.slice(0, 300)}`)
      try {
        await jobs.submit({
          entrypoint: `cd ${shellWord(job.folder)} && exec sh job.sh >> job.log 2>&1`,
          submission_id: name,
          // SIGINT: engine processes leave that to whoever started them, who saves first.
          runtime_env: { env_vars: { RAY_JOB_STOP_SIGNAL: 'SIGINT', RAY_JOB_STOP_WAIT_TIME_S: String(patience) } },
          ...resourcesOf(job.settings)
        })
      } catch (error) {
        // Another connection may have been quicker.
        if ((await jobs.find(name)) === null) throw error
      }
    }
    return `${address} ${name}`
  },
  async status(connection, id, { folder }) {
    const { jobs, name } = jobOf(connection, id)
    const job = await jobs.find(name)
    if (job === null)
      return { state: 'lost', reason: `Ray does not know ${name} any more: it was started anew, or has forgotten it.` }
    if (job.status === 'PENDING') {
      const told = await connection.exec(`test -e ${shellWord(`${folder}/stop`)}`)
      return told.status === 0
        ? { state: 'stopped', reason: null }
        : { state: 'waiting', reason: 'It waits for Ray to have what it asks for free.' }
    }
    return { state: states[job.status], reason: job.status === 'FAILED' ? await whyFailed(jobs, name, job) : null }
  },
  async stop(connection, id, { folder }) {
    const { jobs, name } = jobOf(connection, id)
    // One that still waits begins when there is room, and ends at once.
    await connection.exec(`: > ${shellWord(`${folder}/stop`)}`)
    await jobs.stop(name)
  }
} satisfies JobEngine

async function whyFailed(jobs: RayJobs, name: string, { message, driver_exit_code: status }: RayJob): Promise<string> {
  const said = message ?? ''
  if (/out of memory|memory pressure|\bOOM\b/i.test(said) || status === -9 || status === 137)
    return 'It was killed, most likely for using more memory than there was. Ask for more (memory), or smaller batches.'
  if (/failed to start within/i.test(said))
    return (
      'Ray did not find what it asks for in time. Ask for less (cpus, gpus, memory), or have Ray wait longer ' +
      '(RAY_JOB_START_TIMEOUT_SECONDS where it is started).'
    )
  // Ray's own lines aside: what went wrong before the job had a file of its own: its folder may not be seen from the
  // machine that Ray chose.
  const own = (await jobs.log(name))
    .split('\n')
    .filter(line => !/^$|^Running entrypoint| INFO\b|\tINFO /.test(line.trim()))
  if (own.length > 0) return `Ray's log of it ends: ${lastLine(own.join('\n'))}`
  return status === null || status === undefined
    ? `Ray says: ${lastLine(said)}`
    : `It ended with status ${status}; its words are in job.log.`
}
