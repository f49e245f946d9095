/**
 * The browser host as a program: the whole studio for a browser on this machine, or at the other end of an SSH tunnel.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { StudioError } from '../shared/errors'
import { isUnforeseen, readable, whyOf } from './lib/failures'
import { endAtOnce, type Ending, onEnding } from './lib/signals'
import { outliveStreams } from './lib/streams'
import { hostStudio, type HostedStudio } from './studio/thread/host'
import { workspaceFolder } from './studio/workspace'
import { openBrowser } from './transports/browser'
import { type Host, type HostOptions, openHost } from './transports/host'
import { type Address, keepAddress, keptAddress } from './transports/kept-address'
import { type Osc, openOsc, type OscOptions } from './transports/osc'
import { built } from './transports/pages'

export interface ServeOptions {
  /** 0, the default: any free port. */
  port?: number
  host?: HostOptions['host']
  /** Open Sound Control over UDP: at which port, and of which address of this machine. Default: nowhere. */
  osc?: Omit<OscOptions, 'emit'> | undefined
  /** Show it in the browser, where there is one. */
  open?: boolean
  workspace?: string
  /** See StudioOptions. */
  engine?: string
  token?: string
  /** Folder of the built window; found by itself. */
  pages?: string
}

export interface Served {
  port: number
  url: string
  /** Trainings are stopped with a checkpoint, windows told, the port freed. */
  close(): Promise<void>
}

/**
 * Serves the studio on loopback and prints `Atelier is ready at URL` on stdout, URL with the secret token.
 * @throws StudioError `conflict` when the port is taken, `not-found` when the window was not built
 */
export async function serve({
  port = 0,
  host = '127.0.0.1',
  open = false,
  workspace,
  engine,
  token,
  osc,
  pages = built('renderer')
}: ServeOptions): Promise<Served> {
  checkBuilt(pages)
  const folder = workspaceFolder(workspace)
  const studio = Promise.withResolvers<HostedStudio>()
  // Whoever waits for it hears of a failure; nobody waiting is no reason to end the process a second time.
  studio.promise.catch(() => {})
  // The port first: when it is taken, the workspace has not been touched.
  const listening = await listenAgain(port === 0 && token === undefined ? keptAddress(folder) : null, {
    port,
    host,
    pages,
    token: token ?? (port === 0 ? undefined : keptTokenAt(folder, port)),
    answer: async (name, input, caller) => (await studio.promise).answer(name, input, caller)
  })
  let controlled: Osc | undefined
  try {
    controlled = osc && (await openOsc({ ...osc, emit: listening.emit }))
    const hosted = await hostStudio({
      workspace: folder,
      engine,
      emit: listening.emit,
      host: 'browser',
      // What a window can mend; of the rest a terminal is told.
      rescues: ['not-readable']
    })
    if (hosted.broken)
      process.stderr.write(`${hosted.broken.message}\nThe page offers to repair it, or to open another workspace.\n`)
    else if (token === undefined) keepAddress(folder, listening)
    for (const sentence of hosted.opening) process.stderr.write(`${sentence}\n`)
    if (osc && controlled) process.stderr.write(oscWords(osc.host, controlled.port))
    studio.resolve(hosted)
  } catch (error) {
    studio.reject(error)
    await controlled?.close()
    await listening.close()
    throw error
  }
  await tellAddress(listening, async () => (await studio.promise).close())
  if (open) openBrowser(() => listening.invite())
  return {
    port: listening.port,
    url: listening.url,
    async close() {
      await controlled?.close()
      await (await studio.promise).close()
      await listening.close()
    }
  }
}

/** Where it is listened to, and who may speak there. */
const oscWords = (host: string, port: number): string =>
  `OSC is listened to at ${host}, UDP port ${port}.${
    /^(127\.|::1$|localhost$)/.test(host) ? '' : ' Whoever reaches it may move the controls of Explore.'
  }\n`

function checkBuilt(pages: string): void {
  if (existsSync(join(pages, 'index.html'))) return
  throw new StudioError(
    'not-found',
    `The window is not built (${pages} is missing). Run npm run build, then start again.`
  )
}

/** Where the workspace was served last, so that its windows find it; elsewhere where that port is another's now. */
async function listenAgain(kept: Address | null, options: HostOptions): Promise<Host> {
  if (!kept) return openHost(options)
  return openHost({ ...options, ...kept }).catch(() => openHost(options))
}

/** A window that is open at this port may know it. */
function keptTokenAt(folder: string, port: number): string | undefined {
  const kept = keptAddress(folder)
  return kept?.port === port ? kept.token : undefined
}

/** @param end closes the studio where nobody could be told */
async function tellAddress(listening: Host, end: () => Promise<void>): Promise<void> {
  await tell(`Atelier is ready at ${listening.url}\n`).catch(async (error: unknown) => {
    await end()
    await listening.close()
    throw new StudioError(
      'not-writable',
      `The studio’s address could not be written: ${whyOf(error, 'written')}. Nobody could open it, so it has ended.`,
      { cause: error }
    )
  })
}

/** On stdout. @throws where it could not be written */
const tell = (words: string): Promise<void> =>
  new Promise((done, fail) => {
    process.stdout.write(words, error => {
      if (error) fail(error)
      else done()
    })
  })

/** Serves until a signal comes, then saves and ends the process with 0. A second signal does not wait. */
export async function serveUntilSignal(options: ServeOptions): Promise<void> {
  let served: Served | undefined
  let stopping = false
  const stop = (signal: Ending): void => {
    if (stopping && signal === 'SIGHUP') return
    if (stopping) return endAtOnce(signal)
    stopping = true
    process.stderr.write('Saving what is being trained, then closing. (Once more: close at once.)\n')
    const closing = served?.close() ?? Promise.resolve()
    closing.then(
      () => process.exit(0),
      error => fail(error)
    )
  }
  onEnding(stop)
  // A script that has read the address may close its end of the pipe; a terminal may be gone before us.
  outliveStreams()
  served = await serve(options)
}

function fail(error: unknown): never {
  const found = readable(error)
  process.stderr.write(`${found.message}\n`)
  if (isUnforeseen(found)) console.error(error)
  process.exit(1)
}

function usage(problem: string): never {
  process.stderr.write(`${problem}\nUsage: serve [--port N] [--no-open] [--workspace DIR]\n`)
  process.exit(2)
}

function fromArguments(): ServeOptions {
  try {
    const { values } = parseArgs({
      options: { port: { type: 'string' }, open: { type: 'boolean', default: true }, workspace: { type: 'string' } },
      allowNegative: true
    })
    const port = Number(values.port ?? 0)
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      usage(`--port wants a number from 0 to 65535, not ${values.port}.`)
    return { port, open: values.open, workspace: values.workspace }
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error))
  }
}

// Imported by the command line, or started itself: the bundler may rename modules, never the program.
if (/[\\/]serve\.js$/.test(process.argv[1] ?? '')) serveUntilSignal(fromArguments()).catch(fail)
