/** What a file of this folder declares: a way to have another machine run something that goes on without us. */
import type { Connection } from '../ssh/connection'

/** What is to be run there. */
export interface Job {
  /** Of letters, digits and hyphens: what the queue calls it. */
  name: string
  /** Absolute; its files are the job's own. Its script and its words lie there. */
  folder: string
  /**
   * Lines of sh that run it, and run it again where it was cut off. The last replaces the shell (`exec`), so that
   * SIGTERM or SIGINT reaches it: it saves, and ends.
   */
  script: string
  /** By key of `settings`. */
  settings: Readonly<Record<string, string>>
}

export const jobStates = ['waiting', 'running', 'done', 'failed', 'stopped', 'lost'] as const
export interface JobStatus {
  /** `lost`: the machine knows nothing of it any more. */
  state: (typeof jobStates)[number]
  /** Why it waits or ended, in a sentence; null: nothing to be said. */
  reason: string | null
}

/** Something that may be said of each job, as the machine names it. */
export interface JobSetting {
  key: string
  label: string
  help: string
  /** What may be said. */
  form: RegExp
}

export interface JobEngine {
  id: string
  name: string
  /** Where it is looked for: the first that a machine has is taken. */
  place: number
  settings: readonly JobSetting[]
  /** A command that prints the names of its queues, a line each; null where it has none. */
  partitions: string | null
  /** What is said where one logs in to a machine without GPUs. */
  withoutGpus: string
  /** Whether the machine has it, or is said to. */
  recognises: (connection: Connection, settings: Job['settings']) => Promise<boolean>
  /** What keeps it from taking jobs, in a sentence; null: nothing that is known. */
  obstacle: (connection: Connection, settings: Job['settings']) => Promise<string | null>
  /** Its jobs run beside each other, maybe where one knows nothing of the others: each has a workspace of its own. */
  apart: boolean
  /**
   * Once for a folder: asked again, it says what the job is called.
   * @returns what the job is called there
   * @throws StudioError what the machine says against it
   */
  submit: (connection: Connection, job: Job) => Promise<string>
  status: (connection: Connection, id: string, job: Pick<Job, 'folder'>) => Promise<JobStatus>
  /** Ends it; it saves first. Nothing where it has ended. */
  stop: (connection: Connection, id: string, job: Pick<Job, 'folder'>) => Promise<void>
}
