/**
 * A run that another machine trains, as this studio sees it: sent there once, told of from then on, whatever becomes
 * of the network, of this process or of the job. What is known of it is in the store; a studio that is opened later
 * goes on from that.
 */
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { isUnforeseen, readable } from '../../lib/failures'
import { jobEngines, type JobEngine, type JobStatus } from '../../remote/engines'
import { shellWord } from '../../remote/shell-words'
import { Connection } from '../../remote/ssh/connection'
import type { RemoteRun } from '../../store/remote-runs'
import { activeStatuses } from '../../store/runs'
import { rewind } from '../runs/checkpoints'
import { startingFile } from '../runs/starting-weights'
import { keptWords, type Resumption, type TrainingParts } from '../training/beginning'
import type { Trained } from '../training/trained'
import { readTold } from './feed-lines'
import { sendRun } from './send'
import { FeedReader } from './take'

/** How often a machine is asked for what is new, ms; and for the state of its job. */
const [askEvery, statusEvery] = [400, 3000]
/** A machine that is not reached is tried again after so long, at first and at last, ms. */
const [soon, late] = [1000, 30_000]
/** Longer than a job takes to save and end, ms. */
const stopPatience = 120_000

export class RemoteTraining implements Trained {
  /** This process is told no more of it. */
  private readonly gone = new AbortController()
  /** It is not to be sent any more. */
  private readonly calledOff = new AbortController()
  private readonly ending = Promise.withResolvers<void>()
  private connection: Connection | null = null
  /** What stood in the way last: said once. */
  private trouble = ''

  constructor(
    private readonly parts: TrainingParts,
    private readonly id: string
  ) {}

  get ended(): Promise<void> {
    return this.ending.promise
  }

  /** Sends it, or goes on where that was broken off; then is told of it to its end. Never rejects. */
  async begin(resumption: Resumption | null): Promise<void> {
    try {
      await this.sendAndWatch(resumption)
    } catch (error) {
      if (!this.gone.signal.aborted) this.failed(error)
    } finally {
      this.connection?.close()
      this.ending.resolve()
    }
  }

  /** A job holds nothing in memory for a run that waits: it saves and ends, to go on from there when it is resumed. */
  pause(): Promise<Run> {
    return this.stop()
  }

  continue(): Promise<Run> {
    return Promise.reject(new StudioError('conflict', `"${this.run.name}" is under way at ${this.row.machine}.`))
  }

  step(): Promise<Run> {
    return Promise.reject(
      new StudioError('conflict', `Another machine trains "${this.run.name}": step by step it is trained here only.`)
    )
  }

  async stop(): Promise<Run> {
    // Where it was started in the meantime, it is told to stop.
    if (this.row.state === 'sending') this.calledOff.abort()
    this.parts.store.remoteRuns.change(this.id, { stopping: Math.max(1, this.row.stopping) })
    let patience: NodeJS.Timeout | undefined
    const late = new Promise<void>(resolve => {
      patience = setTimeout(resolve, stopPatience)
    })
    await Promise.race([this.ended, late])
    clearTimeout(patience)
    const { run } = this
    if (!activeStatuses.includes(run.status)) return run
    throw new StudioError(
      'conflict',
      `${this.row.machine} has not ended "${run.name}" yet. It is told to as soon as it is reached.`
    )
  }

  /** Leaves the watch to the next studio; the machine trains on. */
  async leave(): Promise<void> {
    this.gone.abort()
    this.calledOff.abort()
    this.connection?.close()
    await this.ended
    this.parts.store.runs.unwatch(this.id)
  }

  private get run(): Run {
    return this.parts.store.runs.get(this.id)
  }

  private get row(): RemoteRun {
    return this.parts.store.remoteRuns.get(this.id)
  }

  private async sendAndWatch(resumption: Resumption | null): Promise<void> {
    const { store, progress } = this.parts
    const { signal } = this.calledOff
    if (this.row.state === 'sending') {
      if (resumption)
        await rewind(store, this.id, resumption.before, async found => found ?? (await startingFile(store, this.run)))
      else await startingFile(store, this.run)
      // Somebody waits for it: a machine that is not there at all is said at once.
      progress({ label: `Reaching ${this.row.machine}`, done: 0, total: null })
      await this.open()
      await this.persist(async connection => {
        const machine = store.machines.get(this.row.machine)
        const asked = { machine, run: this.run, attempt: this.row.attempt }
        const sent = await sendRun(this.parts, connection, asked, { signal, progress })
        store.remoteRuns.change(this.id, { ...sent, state: 'submitted' })
      }, false)
    }
    const reader = new FeedReader(this.parts, this.id, this.row.machine)
    await this.persist((connection, lost) => this.watch(connection, reader, lost), true)
  }

  /**
   * Work with a connection, begun again when that is lost.
   * @param always whatever goes wrong: nobody but a person can end what the machine does
   */
  private async persist(
    work: (connection: Connection, signal: AbortSignal) => Promise<void>,
    always: boolean
  ): Promise<void> {
    for (let pause = soon; ; pause = Math.min(late, pause * 2)) {
      const began = performance.now()
      try {
        await whileOpen(this.connection ?? (await this.open()), work)
        return
      } catch (error) {
        this.connection?.close()
        this.connection = null
        if (this.gone.signal.aborted || (!always && this.calledOff.signal.aborted)) throw error
        const found = readable(error)
        if (!always && found.code !== 'not-readable') throw error
        if (isUnforeseen(found)) console.error(error)
        if (performance.now() - began > late) pause = soon
        this.sayTrouble(found.message)
        await this.sleep(pause)
      }
    }
  }

  private async open(): Promise<Connection> {
    const { address, fingerprint } = this.parts.store.machines.get(this.row.machine)
    this.connection = await Connection.open(address, { fingerprint, signal: this.gone.signal })
    return this.connection
  }

  private sayTrouble(message: string): void {
    const { machine } = this.row
    this.parts.progress({ label: `${message} Trying again`, done: 0, total: null })
    if (message === this.trouble) return
    this.trouble = message
    this.parts.emit('notice', {
      level: 'warning',
      message: `"${this.run.name}" is at ${machine}: ${message} It is tried again until it works; nothing is lost.`,
      run: this.id
    })
  }

  /** To the end of its job. */
  private async watch(connection: Connection, reader: FeedReader, lost: AbortSignal): Promise<void> {
    const { engine: id, folder, job } = this.row
    const engine = jobEngines.all.find(each => each.id === id)
    if (!engine || folder === null || job === null)
      throw new StudioError('unsupported', `Jobs of the kind "${id ?? ''}" are not known to this Atelier.`)
    let asked = -Infinity
    for (;;) {
      this.gone.signal.throwIfAborted()
      lost.throwIfAborted()
      if (this.row.stopping === 1) {
        // First kept, then said: a job that is told twice ends without saving.
        this.parts.store.remoteRuns.change(this.id, { stopping: 2 })
        await engine.stop(connection, job, { folder })
      }
      if (await reader.take(connection, `${folder}/feed`, lost)) {
        this.trouble = ''
        continue
      }
      if (performance.now() - asked > statusEvery) {
        asked = performance.now()
        const status = await engine.status(connection, job, { folder })
        if (status.state === 'waiting') this.sayWaiting(status)
        else if (status.state !== 'running') {
          // What it said last.
          while (await reader.take(connection, `${folder}/feed`, lost)) continue
          return await this.finish(connection, engine, status)
        }
      }
      await this.sleep(askEvery)
    }
  }

  private sayWaiting({ reason }: JobStatus): void {
    const { machine } = this.row
    this.parts.progress({ label: `Waiting at ${machine}. ${reason ?? ''}`.trim(), done: 0, total: null })
  }

  /** The job has ended: what the run told last is what it is. */
  private async finish(connection: Connection, engine: JobEngine, { state, reason }: JobStatus): Promise<void> {
    const told = readTold(this.row.said)
    if (told?.status === 'finished' || told?.status === 'stopped' || told?.status === 'failed')
      return this.end(told.status, told.error)
    if (state === 'stopped' || (this.row.stopping > 0 && told === null)) return this.end('stopped', null)
    const words = await lastWords(connection, this.row.folder ?? '')
    const why = (reason ?? `Its job (${engine.name}) ended before the run did.`) + (words && ` It said: ${words}`)
    if (told === null) return this.end('failed', why)
    this.end('interrupted', `${why} ${keptWords(this.run.epoch)}`)
  }

  private failed(error: unknown): void {
    const found = readable(error)
    if (this.calledOff.signal.aborted && this.row.state === 'sending') return this.end('stopped', null)
    if (isUnforeseen(found)) console.error(error)
    this.end('failed', found.message)
  }

  private end(status: Run['status'], error: string | null): void {
    const { store, emit } = this.parts
    const before = this.run
    const run = store.transaction(() => {
      store.remoteRuns.change(this.id, { state: 'ended' })
      return store.runs.settle(before, { status, error })
    })
    emit('runChanged', run)
    if (status === 'failed' || status === 'interrupted')
      emit('notice', {
        level: 'error',
        message: `"${run.name}" ended at ${this.row.machine}. ${error ?? ''}`,
        run: this.id
      })
  }

  private sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const end = (): void => {
        clearTimeout(timer)
        this.gone.signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      this.gone.signal.addEventListener('abort', end, { once: true })
    })
  }
}

/**
 * Work that ends with its connection: what asks for files may wait for ever for an answer that cannot come.
 * @param work aborted once the connection is lost
 */
async function whileOpen(
  connection: Connection,
  work: (connection: Connection, signal: AbortSignal) => Promise<void>
): Promise<void> {
  const lost = new AbortController()
  const closed = new Promise<never>((_, reject) => {
    connection.onClose(() => {
      const words = new StudioError('not-readable', `The connection to ${connection.target.host} was lost.`)
      lost.abort(words)
      reject(words)
    })
  })
  await Promise.race([work(connection, lost.signal), closed])
}

/** The last line of what a job said. */
async function lastWords(connection: Connection, folder: string): Promise<string> {
  const { stdout } = await connection.exec(`tail -n 20 ${shellWord(`${folder}/job.log`)} 2>/dev/null`)
  const lines = stdout.split('\n').filter(line => line.trim() !== '' && !line.startsWith('{'))
  return (lines.at(-1) ?? '').slice(0, 400)
}
