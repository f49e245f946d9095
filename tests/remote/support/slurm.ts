/** A Slurm of the test's own on loopback: one machine, two partitions of which the urgent one may push jobs aside. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort } from './ssh-server'

const programs = Object.fromEntries(
  ['munged', 'slurmctld', 'slurmd'].map(name => [name, `/usr/sbin/${name}`])
) as Record<'munged' | 'slurmctld' | 'slurmd', string>

/** Its daemons start other people's processes, for which they want to be root. */
export const canQueue = process.getuid?.() === 0 && Object.values(programs).every(existsSync)

export interface Slurm {
  folder: string
  /** What its commands need. */
  env: Record<string, string>
  run: (...words: string[]) => string
  stop: () => Promise<void>
}

export async function startSlurm(): Promise<Slurm> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-slurm-'))
  const file = (name: string): string => join(folder, name)
  for (const name of ['state', 'spool']) mkdirSync(file(name))
  writeFileSync(file('munge.key'), randomBytes(128), { mode: 0o400 })
  const host = hostname().split('.')[0] ?? 'localhost'
  const user = userInfo().username
  writeFileSync(
    file('slurm.conf'),
    [
      'ClusterName=atelier',
      `SlurmctldHost=${host}(127.0.0.1)`,
      `SlurmctldPort=${await freePort()}`,
      `SlurmdPort=${await freePort()}`,
      'AuthType=auth/munge',
      // Else a job that is put into the queue again waits two minutes.
      `AuthInfo=socket=${file('munge.socket')},cred_expire=5`,
      `SlurmUser=${user}`,
      `SlurmdUser=${user}`,
      `StateSaveLocation=${file('state')}`,
      `SlurmdSpoolDir=${file('spool')}`,
      `SlurmctldPidFile=${file('slurmctld.pid')}`,
      `SlurmdPidFile=${file('slurmd.pid')}`,
      'ProctrackType=proctrack/linuxproc',
      'TaskPlugin=task/none',
      'MpiDefault=none',
      'ReturnToService=2',
      'SelectType=select/cons_tres',
      'SelectTypeParameters=CR_CPU',
      'PreemptType=preempt/partition_prio',
      'PreemptMode=REQUEUE',
      'SchedulerParameters=sched_interval=1,batch_sched_delay=0,bf_interval=1',
      'KillWait=20',
      `NodeName=${host} NodeAddr=127.0.0.1 CPUs=1`,
      'PartitionName=usual Nodes=ALL Default=YES PriorityTier=1 PreemptMode=REQUEUE OverSubscribe=NO',
      'PartitionName=urgent Nodes=ALL PriorityTier=10 PreemptMode=OFF OverSubscribe=NO'
    ].join('\n')
  )
  const env = { SLURM_CONF: file('slurm.conf') }
  const daemons: ChildProcess[] = []
  const start = (program: keyof typeof programs, ...words: string[]): void => {
    daemons.push(spawn(programs[program], words, { env: { ...process.env, ...env }, stdio: 'ignore' }))
  }
  const run = (...[command = '', ...words]: string[]): string => {
    const { stdout, stderr, status } = spawnSync(command, words, { env: { ...process.env, ...env }, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${stderr}`)
    return stdout
  }
  // By force: its folders lie below one that all may write to.
  start(
    'munged',
    '--foreground',
    '--force',
    `--key-file=${file('munge.key')}`,
    `--socket=${file('munge.socket')}`,
    `--pid-file=${file('munged.pid')}`,
    `--log-file=${file('munged.log')}`,
    `--seed-file=${file('munged.seed')}`
  )
  await until('munge answers', () => existsSync(file('munge.socket')))
  start('slurmctld', '-D', '-i', '-L', file('slurmctld.log'))
  start('slurmd', '-D', '-N', host, '-L', file('slurmd.log'))
  await until('Slurm has a machine', () => run('sinfo', '--noheader', '--format=%T').startsWith('idle'))
  return {
    folder,
    env,
    run,
    stop: async () => {
      for (const daemon of daemons.toReversed()) {
        if (daemon.exitCode !== null) continue
        const ended = new Promise(resolve => daemon.once('exit', resolve))
        daemon.kill()
        await ended
      }
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  let last: unknown
  for (let tries = 0; tries < 300; tries++) {
    try {
      if (holds()) return
    } catch (cause) {
      last = cause
    }
    await new Promise(next => setTimeout(next, 100))
  }
  throw new Error(`Waited in vain until ${what}.`, { cause: last })
}
