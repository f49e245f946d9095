/**
 * A studio that goes on: in a thread of its own, and when that dies, in another one. Windows are told with `studio`
 * events; what is asked meanwhile waits.
 */
import { StudioError } from '../../../shared/errors'
import type { Caller, Emit } from '../../../shared/ipc'
import { type Answer, writeReply } from '../../transports/replies'
import { bare, deathBy, type Fault, type ThreadOptions } from './messages'
import { openThread, type StudioThread, type ThreadHost } from './thread'

export interface HostOptions
  extends Pick<ThreadOptions, 'workspace' | 'engine' | 'host'>, Partial<Omit<ThreadHost, 'emit'>> {
  emit: Emit
  /** See ThreadOptions; default: none. */
  rescues?: ThreadOptions['rescues']
  /** It has died too often, or could not be opened again: nothing will be answered any more. */
  onEnded?: (message: string) => void
}

export interface HostedStudio extends Pick<StudioThread, 'opening' | 'broken'> {
  /** Never rejects. */
  answer: Answer
  /** Stops every run, each saving a checkpoint first, and closes the workspace. */
  close(): Promise<void>
}

/** A studio that dies more often than this in so many milliseconds is not started again. */
const lives = 3
const period = 5 * 60_000

/** @throws StudioError when the workspace cannot be opened */
export async function hostStudio(options: HostOptions): Promise<HostedStudio> {
  const studio = new Hosted(options)
  const { opening, broken } = await studio.open(false)
  return {
    opening,
    broken,
    answer: (name, input, caller) => studio.answer(name, input, caller),
    close: () => studio.close()
  }
}

class Hosted {
  /** The one that lives, or will; rejects, with words for people, once there will be none any more. */
  private thread = Promise.withResolvers<StudioThread>()
  private deaths: number[] = []
  private closing = false
  private away = false
  private workspace: string

  constructor(private readonly options: HostOptions) {
    this.workspace = options.workspace
    this.thread.promise.catch(() => {})
  }

  async answer(name: string, input: unknown, caller?: Caller): Promise<Uint8Array> {
    try {
      return await (await this.thread.promise).answer(name, input, caller)
    } catch (error) {
      return writeReply({
        ok: false,
        code: error instanceof StudioError ? error.code : 'internal',
        message: wordsOf(error)
      })
    }
  }

  async close(): Promise<void> {
    this.closing = true
    // Where there is none any more there is nothing to close.
    const thread = await this.thread.promise.catch(() => null)
    await thread?.close()
  }

  async open(revived: boolean): Promise<StudioThread> {
    const { engine, host, rescues = [], emit, startProcess, memory, patience } = this.options
    const thread = await openThread(
      { workspace: this.workspace, engine, host, rescues, revived, relayed: startProcess !== undefined },
      {
        emit,
        startProcess,
        memory,
        patience,
        onFault: fault => this.heard(fault),
        onMoved: folder => {
          this.workspace = folder
        }
      }
    )
    this.thread.resolve(thread)
    void thread.died.then(why => this.lost(why))
    return thread
  }

  private heard(fault: Fault): void {
    const { onFault, emit } = this.options
    onFault?.(fault)
    if (fault.kind === 'exception') this.leave(deathBy(fault.message))
    else
      emit('notice', {
        level: 'warning',
        message: `Something in the studio went wrong and was not finished: ${bare(fault.message)}. Training goes on.`
      })
  }

  /**
   * Said once for each death, and at once: saving may take it a while. What is asked from now on is asked of the next
   * one.
   */
  private leave(why: string): void {
    if (this.away || this.closing) return
    this.away = true
    this.thread = Promise.withResolvers<StudioThread>()
    this.thread.promise.catch(() => {})
    this.options.emit('studio', {
      state: 'restarting',
      message: `The studio ${why} and is being started again. What was saved is kept.`
    })
  }

  private async lost(why: string): Promise<void> {
    this.leave(why)
    const now = Date.now()
    this.deaths = [...this.deaths.filter(at => now - at < period), now]
    try {
      if (this.closing) throw new StudioError('internal', 'The studio is closing.')
      if (this.deaths.length > lives)
        throw new StudioError(
          'internal',
          `The studio ended ${this.deaths.length} times within minutes; the last time it ${why}. Close Atelier ` +
            'and start it again; what was saved is kept.'
        )
      const { broken } = await this.open(true)
      this.away = false
      // Loaded anew, a window shows what can be done.
      if (broken) return this.end(broken.message)
      this.options.emit('studio', {
        state: 'open',
        message:
          'The studio is back. What it trained was interrupted: everything up to the last checkpoint is kept, ' +
          'and Resume goes on from there.'
      })
    } catch (error) {
      this.thread.reject(error)
      if (!this.closing) this.end(wordsOf(error))
    }
  }

  private end(message: string): void {
    this.options.emit('studio', { state: 'ended', message })
    this.options.onEnded?.(message)
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
