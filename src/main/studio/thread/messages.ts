/** What the studio's thread and the thread that hosts it say to each other: one message is one fact. */
import type { MessagePort } from 'node:worker_threads'
import type { ErrorCode, EventName, Output } from '../../../shared/ipc'
import type { ProcessExit, ProgramStart } from '../processes/child'

/** Given to the thread when it starts. */
export interface ThreadOptions {
  workspace: string
  /** See StudioOptions. */
  engine?: string
  host: 'electron' | 'browser'
  /**
   * Whether processes are started by the host (Electron's can only be started by its main thread) or by the thread
   * itself.
   */
  relayed: boolean
  /** Errors of opening the workspace after which windows are told of it and may repair it; others end the thread. */
  rescues: readonly ErrorCode[]
  /** Whether it takes over from one that died in this process: then what this process trains is trained no more. */
  revived: boolean
}

/** See the request `hello`. */
export type Broken = NonNullable<Output<'hello'>['broken']>

export type ToStudio =
  /** `caller`: see callers.ts. */
  | { type: 'request'; id: number; name: string; input: unknown; caller: number | null }
  | { type: 'gone'; caller: number }
  /** Save, close the workspace, end. */
  | { type: 'close' }

export type FromStudio =
  /** With what a person should know of the workspace, in sentences. */
  | { type: 'opened'; opening: string[]; broken: Broken | null }
  /** Another one was, in place of one that could not be: see rescue. */
  | { type: 'moved'; workspace: string }
  /** The workspace could not be; the thread ends. `code` where it is an error for people. */
  | { type: 'failed'; code: ErrorCode | null; message: string; stack: string }
  /** See transports/replies.ts. */
  | { type: 'reply'; id: number; reply: Uint8Array }
  | { type: 'event'; event: EventName; payload: unknown }
  /** Start a process; everything about it goes over the port, whose closing is its end. */
  | { type: 'start'; start: ProgramStart; port: MessagePort }
  | { type: 'fault'; fault: Fault }

/** An error that nobody caught. After an exception the thread saves what it can and ends; a rejection it survives. */
export interface Fault {
  kind: 'exception' | 'rejection'
  message: string
  stack: string
}

/** Over the port of a process that the host started. */
export type ToProcess = { message: unknown } | { kill: true }
export type FromProcess = { message: unknown } | { exit: ProcessExit }

export function faultOf(kind: Fault['kind'], cause: unknown): Fault {
  const error = cause instanceof Error ? cause : new Error(String(cause))
  return { kind, message: error.message, stack: error.stack ?? error.message }
}

/** A sentence's words, to be part of another. */
export const bare = (sentence: string): string => sentence.replace(/\.$/, '')
/** Why a studio died, as the end of "it …". */
export const deathBy = (message: string): string => `met an error it did not expect (${bare(message)})`
