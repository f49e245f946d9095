/** A connection to another machine over SSH: commands, and files as streams of bytes. */
import { once } from 'node:events'
import type { Client, ClientChannel, ConnectConfig, SFTPWrapper } from 'ssh2'
import { StudioError } from '../../../shared/errors'
import { authenticators } from './authentication'
import { connectionFault } from './faults'
import { hostKeyCheck } from './host-key'
import { resolveTarget, type Target } from './target'

/** Longer than a machine takes to answer, ms. */
const patience = 20_000
/** A connection that says nothing is asked so often whether it is there, ms, and given up after so many times. */
const [aliveEvery, aliveMisses] = [15_000, 4]

export interface ConnectionOptions {
  /** SHA256:… of the key that the machine must have, where ~/.ssh/known_hosts does not know it. */
  fingerprint?: string | null
  signal?: AbortSignal
}

/** What a command came to. */
export interface Outcome {
  /** null: ended by a signal. */
  status: number | null
  stdout: string
  stderr: string
}

/** No command of ours says more; what comes after it is left out, characters. */
const mostWords = 4_000_000

export class Connection {
  #sftp: Promise<SFTPWrapper> | null = null

  private constructor(
    readonly target: Target,
    private readonly client: Client,
    /** The machines on the way, which end with it. */
    private readonly way: readonly Client[]
  ) {}

  /**
   * @param words user@host, host:port, or a name of ~/.ssh/config
   * @throws StudioError in a sentence that says what to do: an unknown or changed key, no way to prove who one is,
   *   nobody there
   */
  static async open(words: string, options: ConnectionOptions = {}): Promise<Connection> {
    const target = await resolveTarget(words)
    const way: Client[] = []
    try {
      let stream: ClientChannel | undefined
      for (const jump of target.jumps) {
        const at = await resolveTarget(jump)
        way.push(await connect(at, jump, stream, { signal: options.signal }))
        const next = target.jumps[way.length]
        stream = await forward(last(way), next === undefined ? target : await resolveTarget(next))
      }
      return new Connection(target, await connect(target, words, stream, options), way)
    } catch (cause) {
      for (const client of way) client.end()
      throw cause
    }
  }

  /** Ends; commands that run on there are not ended by it. */
  close(): void {
    this.client.end()
    for (const client of this.way.toReversed()) client.end()
  }

  /** Once, when it has ended for whatever reason. */
  onClose(listener: () => void): void {
    this.client.once('close', listener)
  }

  /**
   * Runs a command of the machine's own shell to its end.
   * @param command see shellCommand
   * @param input what it reads
   * @param onWords is told what it says on either stream, as it says it
   * @throws StudioError not-readable where the connection ends before it
   */
  async exec(command: string, input = '', onWords?: (words: string) => void): Promise<Outcome> {
    const channel = await new Promise<ClientChannel>((resolve, reject) =>
      this.client.exec(command, (error, opened) => (error ? reject(this.#lost(error)) : resolve(opened)))
    )
    let [stdout, stderr, ended] = ['', '', false]
    channel.on('data', (bytes: Buffer) => {
      onWords?.(bytes.toString())
      if (stdout.length < mostWords) stdout += bytes.toString()
    })
    channel.stderr.on('data', (bytes: Buffer) => {
      onWords?.(bytes.toString())
      if (stderr.length < mostWords) stderr += bytes.toString()
    })
    let status: number | null = null
    channel.on('exit', (code: number | null) => {
      ended = true
      status = code
    })
    channel.end(input)
    await once(channel, 'close')
    if (!ended) throw this.#lost()
    return { status, stdout, stderr }
  }

  /**
   * A stream of bytes to where somebody listens as the machine sees it, through this connection: nothing else listens.
   * @throws StudioError not-readable where nobody does, or the machine forwards nothing
   */
  tunnel(host: string, port: number): Promise<ClientChannel> {
    return forward(this.client, { host, port })
  }

  /** The machine's files. */
  sftp(): Promise<SFTPWrapper> {
    return (this.#sftp ??= new Promise((resolve, reject) =>
      this.client.sftp((error, sftp) => (error ? reject(this.#lost(error)) : resolve(sftp)))
    ))
  }

  #lost(cause?: Error): StudioError {
    return new StudioError('not-readable', `The connection to ${this.target.host} was lost.`, { cause })
  }
}

const last = (way: readonly Client[]): Client => {
  const client = way.at(-1)
  if (!client) throw new Error('There is no machine on the way.')
  return client
}

/** A stream through `client` to the next machine. */
const forward = (client: Client, { host, port }: Pick<Target, 'host' | 'port'>): Promise<ClientChannel> =>
  new Promise((resolve, reject) =>
    client.forwardOut('127.0.0.1', 0, host, port, (error, stream) =>
      error
        ? reject(new StudioError('not-readable', `${host} is not reached from there.`, { cause: error }))
        : resolve(stream)
    )
  )

async function connect(
  target: Target,
  words: string,
  stream: ClientChannel | undefined,
  { fingerprint = null, signal }: ConnectionOptions
): Promise<Client> {
  signal?.throwIfAborted()
  const check = await hostKeyCheck(target, fingerprint)
  // Loaded once it is needed: no other command waits for it.
  const { default: ssh2 } = await import('ssh2')
  const client = new ssh2.Client()
  const config: ConnectConfig = {
    host: target.host,
    port: target.port,
    username: target.user,
    sock: stream,
    readyTimeout: patience,
    keepaliveInterval: aliveEvery,
    keepaliveCountMax: aliveMisses,
    hostVerifier: check.verify,
    authHandler: await authenticators(target),
    ...(check.types.length > 0 ? { algorithms: { serverHostKey: check.types as never } } : {})
  }
  const give = (): void => void client.destroy()
  signal?.addEventListener('abort', give, { once: true })
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve)
      client.once('error', reject)
      client.once('close', () => reject(new Error('closed')))
      client.connect(config)
    })
    // What comes later is seen by whoever waits for an answer.
    client.on('error', () => undefined)
    return client
  } catch (cause) {
    client.destroy()
    signal?.throwIfAborted()
    throw check.fault() ?? connectionFault(target, words, cause)
  } finally {
    signal?.removeEventListener('abort', give)
  }
}
