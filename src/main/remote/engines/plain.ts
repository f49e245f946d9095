/** A machine without a queue: a job runs on when the connection ends; the program itself lets one train at a time. */
import { deviceEnvironment, deviceForm, deviceHelp } from '../../../shared/run/devices'
import { StudioError } from '../../../shared/errors'
import { jobScript } from '../job-script'
import { shellWord } from '../shell-words'
import type { Job, JobEngine } from './engine'

/** `ended` keeps what it ended with. */
const scriptOf = ({ script, settings: { device } }: Pick<Job, 'script' | 'settings'>): string =>
  jobScript({ told: { 'TERM INT': '' }, script: `${exported(device)}${script}`, after: 'echo "$status" > ended' })

/** What every process below it is given. */
const exported = (device: string | undefined): string =>
  Object.entries(device === undefined ? {} : deviceEnvironment(device))
    .map(([key, value]) => `export ${key}=${shellWord(value)}\n`)
    .join('')

/** A process and the moment at which it began, which no other of its number has. */
const moment = (pid: string): string => `LC_ALL=C ps -o lstart= -p ${pid} 2>/dev/null`

export default {
  id: 'plain',
  name: 'SSH alone',
  place: 100,
  settings: [{ key: 'device', label: 'GPUs', help: deviceHelp, form: deviceForm }],
  partitions: null,
  withoutGpus: 'It has no GPU that nvidia-smi knows: it trains on its processors.',
  apart: false,
  recognises: async () => true,
  obstacle: async () => null,
  async submit(connection, { folder, script, settings }) {
    const { stdout, stderr, status } = await connection.exec(
      `cd ${shellWord(folder)} && { test -s id || { cat > job.sh && rm -f ended && ` +
        '{ $(command -v setsid) nohup sh job.sh >> job.log 2>&1 < /dev/null & } && ' +
        `pid=$! && sleep 0.1 && echo "$pid $(${moment('$pid')})" > id.new && mv id.new id; }; } && cat id`,
      scriptOf({ script, settings })
    )
    const [, pid, began = ''] = /^(\d+) ?(.*)$/.exec(stdout.trim()) ?? []
    if (status !== 0 || pid === undefined)
      throw new StudioError('conflict', `${connection.target.host} does not start it: ${stderr.trim().slice(0, 300)}`)
    return `${pid} ${began}`.trim()
  },
  async status(connection, id, { folder }) {
    const [pid = '', ...began] = id.split(' ')
    const { stdout } = await connection.exec(
      `cat ${shellWord(`${folder}/ended`)} 2>/dev/null || { echo; ${moment(shellWord(pid))}; }`
    )
    const [ended = '', now = ''] = stdout.split('\n')
    if (ended !== '') return endedWith(Number(ended))
    if (now.trim() !== '' && (began.length === 0 || now.trim() === began.join(' ').trim()))
      return { state: 'running', reason: null }
    return { state: 'lost', reason: `${connection.target.host} was switched off or restarted while it ran.` }
  },
  async stop(connection, id) {
    const [pid = '', ...began] = id.split(' ')
    // It tells what it runs. Nobody else's process, where the number has gone to another since.
    await connection.exec(
      `[ "$(${moment(shellWord(pid))})" = ${shellWord(began.join(' '))} ] && kill -TERM ${shellWord(pid)}`
    )
  }
} satisfies JobEngine

const endedWith = (status: number) =>
  status === 0
    ? ({ state: 'done', reason: null } as const)
    : status === 143 || status === 130
      ? ({ state: 'stopped', reason: null } as const)
      : ({ state: 'failed', reason: `It ended with status ${status}; its words are in job.log.` } as const)
