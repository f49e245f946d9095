/**
 * A Ray of the test's own on loopback. PyPI's `ray[default]` is set up once, in the cache that clones share, by a
 * Python that is there; ATELIER_RAY names another one's `ray`, or `none`.
 */
import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { request } from 'node:http'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from '../../../scripts/lib/lock.mjs'
import { cacheFolder } from '../../../scripts/lib/paths.mjs'
import { until } from '../../e2e/support/until'
import { freePort } from './ssh-server'

const version = '2.60.0'

/** @returns the path of its command; null where it cannot be had */
export async function findRay(): Promise<string | null> {
  const named = process.env.ATELIER_RAY
  if (named) return named === 'none' ? null : named
  const folder = join(cacheFolder(), `ray-${version}`)
  const command = join(folder, 'bin', 'ray')
  const ready = join(folder, 'ready')
  await mkdir(cacheFolder(), { recursive: true })
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(ready)) return
    const run = promisify(execFile)
    try {
      await run('python3', ['-m', 'venv', '--clear', folder])
      const pip = ['-m', 'pip', 'install', '--quiet', '--retries', '1', '--only-binary', ':all:']
      await run(join(folder, 'bin', 'python3'), [...pip, `ray[default]==${version}`], { timeout: 300_000 })
      writeFileSync(ready, '')
    } catch {
      rmSync(folder, { recursive: true, force: true })
    }
  })
  return existsSync(ready) ? command : null
}

export interface Ray {
  /** Of its dashboard. */
  address: string
  /** Whoever has it is let in. */
  token: string
  stop: () => Promise<void>
}

export async function startRay(command: string): Promise<Ray> {
  // Its sockets lie in it, whose paths may have no more than 107 characters.
  const folder = mkdtempSync('/tmp/atelier-ray-')
  const tokenFile = join(folder, 'token')
  const token = randomBytes(32).toString('hex')
  writeFileSync(tokenFile, token, { mode: 0o600 })
  const port = await freePort()
  const words = {
    'node-ip-address': '127.0.0.1',
    port: await freePort(),
    'dashboard-host': '127.0.0.1',
    'dashboard-port': port,
    'dashboard-agent-listen-port': await freePort(),
    'num-cpus': 2,
    'object-store-memory': 80_000_000,
    'include-dashboard': true,
    'temp-dir': folder
  }
  const daemon = spawn(
    command,
    ['start', '--head', '--block', ...Object.entries(words).map(([key, value]) => `--${key}=${value}`)],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        // What it runs finds the Node that runs this.
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        RAY_AUTH_MODE: 'token',
        RAY_AUTH_TOKEN_PATH: tokenFile,
        RAY_USAGE_STATS_ENABLED: '0'
      }
    }
  )
  let said = ''
  daemon.stderr.on('data', piece => (said += String(piece)))
  const stop = (): Promise<void> => end(daemon, folder)
  try {
    await until(
      'Ray answers',
      () => {
        if (daemon.exitCode !== null) throw new Error(`Ray ended: ${said}`)
        return answers(port, token)
      },
      120_000
    )
  } catch (error) {
    await stop()
    throw error
  }
  return { address: `http://127.0.0.1:${port}`, token, stop }
}

const answers = (port: number, token: string): Promise<boolean> =>
  new Promise(resolve => {
    const headers = { authorization: `Bearer ${token}` }
    // Of this module's own, since fetch is refused as a browser.
    request({ host: '127.0.0.1', port, path: '/api/version', headers }, response => {
      response.resume()
      resolve(response.statusCode === 200)
    })
      .once('error', () => resolve(false))
      .end()
  })

/** Every process that it has started, by its id: asked nicely, Ray takes half a minute. */
async function end(daemon: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise(resolve => (daemon.exitCode === null ? daemon.once('exit', resolve) : resolve(null)))
  for (const pid of below(daemon.pid ?? 0))
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  await ended
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
}

/** It and all below it, the oldest first: none starts another one meanwhile. */
function below(pid: number): number[] {
  if (pid === 0) return []
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
  return [pid, ...stdout.split('\n').map(Number).filter(Boolean).flatMap(below)]
}
