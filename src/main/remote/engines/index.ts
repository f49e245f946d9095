/** Every way to run something on another machine: one file of this folder each. */
import { z } from 'zod'
import { func, identifier, Registry, words } from '../../lib/registry'
import type { Connection } from '../ssh/connection'
import type { Job, JobEngine } from './engine'

export type { Job, JobEngine, JobSetting, JobStatus } from './engine'

export const jobEngines = new Registry(
  'job engine',
  import.meta.glob<JobEngine>(['./*.ts', '!./index.ts', '!./engine.ts'], { eager: true, import: 'default' }),
  {
    folder: 'remote/engines',
    fields: {
      id: identifier,
      name: words,
      place: z.number(),
      settings: z.array(z.object({ key: identifier, label: words, help: words, form: z.instanceof(RegExp) })),
      partitions: words.nullable(),
      withoutGpus: words,
      apart: z.boolean(),
      recognises: func,
      obstacle: func,
      submit: func,
      status: func,
      stop: func
    }
  }
)

/** The best that a machine has. @param settings what is said of its jobs */
export async function engineOf(connection: Connection, settings: Job['settings']): Promise<JobEngine> {
  for (const engine of jobEngines.all.toSorted((a, b) => a.place - b.place))
    if (await engine.recognises(connection, settings)) return engine
  throw new Error('The plain engine is for every machine.')
}
