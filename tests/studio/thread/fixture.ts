/** A studio in a thread of its own, real but for its engine, that can be made to die. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { EventName, Input, Output, Payload, RequestName } from '../../../src/shared/ipc'
import { hostStudio, type HostOptions } from '../../../src/main/studio/thread/host'
import { readReply } from '../../../src/main/transports/replies'
import { temporaryFolder } from '../../store/fixtures'
import { type Misbehaviour, pictureFolder, small, standIn } from '../fixtures'

type Event = { [E in EventName]: { name: E; payload: Payload<E> } }[EventName]

export interface Hosted {
  workspace: string
  /** Rejects with the message of a reply that is a failure. */
  ask: <R extends RequestName>(name: R, input: Input<R>) => Promise<Output<R>>
  /** One that the contract does not know. */
  accident: (what: 'exception' | 'rejection' | 'memory' | 'exit' | 'hang') => Promise<unknown>
  heard: <E extends EventName>(name: E) => Payload<E>[]
  /** Imports pebbles and starts a run on them. @returns its id */
  start: () => Promise<string>
  /** And waits until its first epoch is there. */
  train: () => Promise<string>
  close: () => Promise<void>
}

export async function openHosted({
  engine = {},
  ...options
}: Partial<Omit<HostOptions, 'engine'>> & { engine?: Misbehaviour } = {}): Promise<Hosted> {
  process.env.ATELIER_TRAINER = standIn
  process.env.ATELIER_STUDIO = join(import.meta.dirname, 'accident-prone-studio.mjs')
  process.env.STAND_IN = JSON.stringify(engine)
  const workspace = temporaryFolder()
  const events: Event[] = []
  const studio = await hostStudio({
    workspace,
    host: 'browser',
    emit: (name, payload) => {
      events.push({ name, payload } as Event)
    },
    ...options
  })
  let closing: Promise<void> | undefined
  const close = () => (closing ??= studio.close())
  onTestFinished(close)
  const heard = <E extends EventName>(name: E) =>
    events.filter(event => event.name === name).map(event => event.payload as Payload<E>)
  const raw = async (name: string, input: unknown) => {
    const reply = readReply(await studio.answer(name, input))
    if (reply.ok) return reply.value
    throw new Error(reply.message)
  }
  // What a request is answered with is what the contract says.
  const ask: Hosted['ask'] = (name, input) => raw(name, input) as Promise<never>
  const start = async () => {
    const dataset = await ask('importFolder', { job: randomUUID(), path: await pictureFolder() })
    return (await ask('startRun', { model: 'dcgan-28', dataset: dataset.id, settings: { ...small, epochs: 1000 } })).id
  }
  return {
    workspace,
    ask,
    heard,
    close,
    accident: what => raw(`accident:${what}`, {}),
    start,
    train: async () => {
      const run = await start()
      await until(() => heard('epoch').length > 0)
      return run
    }
  }
}

export async function until(condition: () => boolean | Promise<boolean>, limit = 20_000): Promise<void> {
  for (const end = Date.now() + limit; !(await condition());) {
    if (Date.now() > end) throw new Error('That did not come about in time.')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

/**
 * Whether a process runs. What a dead thread had started nobody buries before the process ends: that does not count.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    if (process.platform !== 'linux') return true
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat[stat.lastIndexOf(')') + 2] !== 'Z'
  } catch {
    return false
  }
}
