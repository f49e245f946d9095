/**
 * Ray's job API (docs.ray.io: "Ray Jobs REST API"), asked through the connection to a machine: the dashboard goes on
 * listening where it does, mostly on loopback alone. By node:http, because the headers of fetch are a browser's, which
 * Ray refuses.
 */
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { StudioError } from '../../shared/errors'
import type { Connection } from './ssh/connection'

/** Longer than a dashboard takes to answer, ms: a job is sent on to an agent of its own first. */
const patience = 60_000
/** No answer that is read is longer, characters. */
const mostWords = 4_000_000

/** The version of the job API that is spoken here: Ray has had it since 2.0. */
const apiVersion = '4'

/** What is asked of Ray. Fields as in its JobSubmitRequest. */
export interface Submission {
  entrypoint: string
  submission_id: string
  runtime_env: { env_vars: Record<string, string> }
  entrypoint_num_cpus?: number
  entrypoint_num_gpus?: number
  /** Bytes. */
  entrypoint_memory?: number
  entrypoint_resources?: Record<string, number>
}

const details = z.object({
  status: z.enum(['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED']),
  message: z.string().nullish(),
  driver_exit_code: z.int().nullish()
})
/** Of a job. */
export type RayJob = z.infer<typeof details>

const version = z.object({ version: z.string(), ray_version: z.string() })

export class RayJobs {
  #token: Promise<string> | null = null

  /** @param address of the dashboard as the machine sees it, as http://127.0.0.1:8265 */
  constructor(
    private readonly connection: Connection,
    private readonly address: string
  ) {}

  /** @returns Ray's own version @throws StudioError where there is no dashboard, or one that speaks another version */
  async check(): Promise<string> {
    const { status, words } = await this.#ask('GET', '/api/version')
    const found = status === 200 ? version.safeParse(readJson(words)) : null
    if (!found?.success)
      throw new StudioError(
        'conflict',
        `${this.#there} answers, but is no dashboard of Ray's (status ${status}). Say where that is: --set ray=ADDRESS.`
      )
    if (found.data.version !== apiVersion)
      throw new StudioError(
        'unsupported',
        `${this.#there} has Ray ${found.data.ray_version}, whose job API has the version ` +
          `${found.data.version.slice(0, 20)}: this Atelier speaks ${apiVersion}, of Ray 2.0 and newer.`
      )
    return found.data.ray_version
  }

  /** @throws StudioError conflict with Ray's words where it does not take it */
  async submit(submission: Submission): Promise<void> {
    const { status, words } = await this.#ask('POST', '/api/jobs/', submission)
    if (status !== 200)
      throw new StudioError('conflict', `Ray at ${this.connection.target.host} does not take it: ${lastLine(words)}`)
  }

  /** @returns null: Ray knows no such job @throws StudioError */
  async find(id: string): Promise<RayJob | null> {
    const { status, words } = await this.#ask('GET', `/api/jobs/${encodeURIComponent(id)}`)
    if (status === 404) return null
    const found = status === 200 ? details.safeParse(readJson(words)) : null
    if (found?.success) return found.data
    throw new StudioError('not-readable', `${this.#there} says nothing that can be read of job ${id}.`)
  }

  /** Asks it to end. Nothing where it has ended, or Ray does not know it. */
  async stop(id: string): Promise<void> {
    const { status, words } = await this.#ask('POST', `/api/jobs/${encodeURIComponent(id)}/stop`)
    if (status !== 200 && status !== 404)
      throw new StudioError('not-readable', `Ray at ${this.connection.target.host} cannot end it: ${lastLine(words)}`)
  }

  /** What a job said to Ray rather than to its own file; empty where that cannot be had. */
  async log(id: string): Promise<string> {
    const { status, words } = await this.#ask('GET', `/api/jobs/${encodeURIComponent(id)}/logs`)
    const found = status === 200 ? z.object({ logs: z.string() }).safeParse(readJson(words)) : null
    return found?.success ? found.data.logs : ''
  }

  get #there(): string {
    return `${this.address} at ${this.connection.target.host}`
  }

  async #ask(method: 'GET' | 'POST', path: string, body?: object): Promise<{ status: number; words: string }> {
    const token = await (this.#token ??= tokenOf(this.connection))
    const answer = await this.#send(method, path, token, body)
    const { user, host } = this.connection.target
    if (answer.status === 401)
      throw new StudioError(
        'conflict',
        `${this.#there} asks for a token, and ${user} has none there. Put it into ~/.ray/auth_token on ${host}: ` +
          '`ray get-auth-token` prints it where Ray was started.'
      )
    if (answer.status === 403)
      throw new StudioError(
        'conflict',
        `${this.#there} refuses the token that ${user} has there (~/.ray/auth_token, RAY_AUTH_TOKEN_PATH or ` +
          `RAY_AUTH_TOKEN). Put in the one that \`ray get-auth-token\` prints where Ray was started.`
      )
    return answer
  }

  async #send(
    method: string,
    path: string,
    token: string,
    body: object | undefined
  ): Promise<{ status: number; words: string }> {
    const { hostname, port } = new URL(this.address)
    const stream = await this.connection.tunnel(hostname, Number(port || 80)).catch((cause: Error) => {
      if (!isRefused(cause)) throw cause
      throw new StudioError(
        'conflict',
        `No dashboard of Ray's is reached at ${this.#there}. Is it started there (\`ray start --head ` +
          '--include-dashboard=true`), is that its address (--set ray=ADDRESS), and does the SSH server forward ' +
          'connections (AllowTcpForwarding)?',
        { cause }
      )
    })
    const sent = body === undefined ? undefined : JSON.stringify(body)
    try {
      return await new Promise((resolve, reject) => {
        const asked = request({
          createConnection: () => stream,
          method,
          path,
          headers: {
            host: `${hostname}:${port || 80}`,
            connection: 'close',
            ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
            ...(sent === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) })
          },
          signal: AbortSignal.timeout(patience)
        })
        asked.once('error', reject)
        asked.once('response', response => {
          text(response).then(
            words => resolve({ status: response.statusCode ?? 0, words: words.slice(0, mostWords) }),
            reject
          )
        })
        asked.end(sent)
      })
    } catch (cause) {
      throw new StudioError('not-readable', `${this.#there} did not answer as a dashboard of Ray's does.`, { cause })
    } finally {
      stream.destroy()
    }
  }
}

/** The machine itself says that it opens no such channel (RFC 4254, 5.1); else the connection to it was lost. */
const isRefused = ({ cause }: Error): boolean => (cause as { reason?: unknown } | undefined)?.reason !== undefined

/** The token where Ray's own programs look for it, in their order; empty: none. It is kept nowhere else. */
async function tokenOf(connection: Connection): Promise<string> {
  const { stdout } = await connection.exec(
    'if [ -n "$RAY_AUTH_TOKEN" ]; then printf %s "$RAY_AUTH_TOKEN"; ' +
      'else cat -- "${RAY_AUTH_TOKEN_PATH:-$HOME/.ray/auth_token}" 2>/dev/null; fi'
  )
  const token = stdout.trim()
  // No header holds other characters.
  return /^[\x21-\x7e]{1,4096}$/.test(token) ? token : ''
}

function readJson(words: string): unknown {
  try {
    return JSON.parse(words)
  } catch {
    return null
  }
}

/** Ray answers with the whole stack of what went wrong: its last line says it. */
export const lastLine = (words: string): string =>
  (
    words
      .split('\n')
      .map(line => line.trim())
      .findLast(line => line !== '') ?? 'nothing'
  ).slice(0, 400)
