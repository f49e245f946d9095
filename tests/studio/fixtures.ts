import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import type { Run } from '../../src/shared/domain'
import type { EventName, Payload } from '../../src/shared/ipc'
import { createStudio, type Studio, type StudioOptions } from '../../src/main/studio'
import { forkProcess } from '../../src/main/studio/processes/fork'
import { temporaryFolder } from '../store/fixtures'

export const standIn = join(import.meta.dirname, 'stand-in-trainer.mjs')

/** How the stand-in trainer misbehaves; see there. */
export interface Misbehaviour {
  stepMilliseconds?: number
  killAtStep?: number
  crashAtStep?: number
  errorAtStep?: number
  noticeAtStep?: number
  nanAtEpoch?: number
  deafToStop?: boolean
  dieOnGenerate?: boolean
  neverDraws?: boolean
  /** What happens when an engine loads: "crash", "software" (a driver on the processor), or why it cannot. */
  engines?: Record<string, string>
  /** Misbehave only while this file is not there. */
  onceFile?: string
}

type Event = { [E in EventName]: { name: E; payload: Payload<E> } }[EventName]

export interface Bench {
  studio: Studio
  events: Event[]
  /** Payloads of one kind of event so far. */
  heard: <E extends EventName>(name: E) => Payload<E>[]
  /** The run once it has such a status. */
  until: (run: string, ...statuses: Run['status'][]) => Promise<Run>
  folder: string
  /** What each process that was started so far was given. */
  environments: NodeJS.ProcessEnv[]
}

/** A studio on a workspace of its own whose engine is the stand-in. */
export function openBench({
  folder = temporaryFolder(),
  engine,
  uploads,
  program,
  ...how
}: Misbehaviour &
  Pick<StudioOptions, 'uploads'> & {
    folder?: string
    engine?: string
    program?: StudioOptions['host']['program']
  } = {}): Bench {
  process.env.ATELIER_TRAINER = standIn
  const events: Event[] = []
  const environments: NodeJS.ProcessEnv[] = []
  const heard = <E extends EventName>(name: E) =>
    events.filter(event => event.name === name).map(event => event.payload as Payload<E>)
  const studio = createStudio({
    workspace: folder,
    engine,
    uploads,
    host: { kind: 'browser', program },
    emit: (name, payload) => {
      events.push({ name, payload } as Event)
    },
    startProcess: start => {
      environments.push(start.environment)
      return forkProcess({ ...start, environment: { ...start.environment, STAND_IN: JSON.stringify(how) } })
    }
  })
  let closed = false
  const close = studio.close
  studio.close = async () => {
    if (!closed) {
      closed = true
      await close()
    }
  }
  onTestFinished(() => studio.close())
  const until = async (run: string, ...statuses: Run['status'][]): Promise<Run> => {
    for (const end = Date.now() + 15_000; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 5))) {
      const now = await studio.handlers.getRun({ run })
      if (statuses.includes(now.status)) return now
      if (['stopped', 'failed', 'interrupted', 'finished'].includes(now.status)) break
    }
    throw new Error(
      `Still ${(await studio.handlers.getRun({ run })).status}, ` +
        `not ${statuses.join(' or ')}: ${(await studio.handlers.getRun({ run })).error}`
    )
  }
  return { studio, events, heard, until, folder, environments }
}

/** A folder of `count` small grey pictures, all different. */
export async function pictureFolder(count = 12, colour = false): Promise<string> {
  const folder = join(temporaryFolder(), 'pebbles')
  mkdirSync(folder)
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      sharp(
        new Uint8Array(20 * 16 * 3).map((__, p) => (colour ? p * 7 : Math.floor(p / 3) * 3) + i * 13),
        { raw: { width: 20, height: 16, channels: 3 } }
      )
        .png()
        .toFile(join(folder, `${String(i).padStart(2, '0')}.png`))
    )
  )
  return folder
}

/** A folder with A and B of `count` pictures each, 20×16, by the same names: B is A in other colours. */
export async function pairFolder(count = 6): Promise<string> {
  const folder = join(temporaryFolder(), 'faces')
  for (const [side, name] of ['A', 'B'].entries()) {
    mkdirSync(join(folder, name), { recursive: true })
    await Promise.all(
      Array.from({ length: count }, (_, i) =>
        sharp(
          new Uint8Array(20 * 16 * 3).map((__, p) => (side === 1 ? p * 5 : Math.floor(p / 3) * 3) + i * 13),
          { raw: { width: 20, height: 16, channels: 3 } }
        )
          .png()
          .toFile(join(folder, name, `${i}.png`))
      )
    )
  }
  return folder
}

/** Imports pebbles: 12 pictures; with a batch of 4 an epoch is 3 steps. */
export async function importPebbles(studio: Studio, count = 12) {
  return studio.handlers.importFolder({ job: randomUUID(), path: await pictureFolder(count) })
}

export const small = { batchSize: 4, samples: 4, latent: 5, epochs: 3 }
