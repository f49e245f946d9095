/** The built studio as a process of its own, as people start it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { processes } from './processes'
import { until } from './until'

export interface StudioProcess {
  /** With its token. */
  url: string
  workspace: string
  /** Process ids of its engines: trainers, and the one that draws for Explore. */
  engines: () => number[]
  running: () => boolean
  /** As Ctrl-C does: saves, then ends. @returns exit status */
  stop: () => Promise<number | null>
  /** As when the power fails. */
  kill: () => Promise<void>
}

/** A folder of its own, to be removed with `removeFolder`. */
export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'atelier-e2e-'))

/** Engines that are ending may still write for a moment. */
export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })

/**
 * Starts out/main/serve.js on a free port and waits until it says where it is.
 * @param root of the tree that was built
 * @throws with what it said, where it does not start
 */
export async function startStudio(workspace: string, root = '.'): Promise<StudioProcess> {
  const child = spawn(
    process.execPath,
    [resolve(root, 'out/main/serve.js'), '--no-open', '--port', '0', '--workspace', workspace],
    { stdio: ['ignore', 'pipe', 'pipe'] }
  )
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', piece => {
    stderr += String(piece)
  })
  const ended = new Promise<number | null>(done => child.once('close', done))
  const url = await new Promise<string>((ready, fail) => {
    createInterface({ input: child.stdout }).on('line', line => {
      const [, address] = /^Atelier is ready at (\S+)$/.exec(line) ?? []
      if (address) ready(address)
    })
    void ended.then(status => fail(new Error(`The studio ended with ${status} before it was ready: ${stderr}`)))
  })
  return {
    url,
    workspace,
    engines: () => enginesOf(child),
    running: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.kill('SIGTERM')
      const last = setTimeout(() => child.kill('SIGKILL'), 90_000)
      const status = await ended
      clearTimeout(last)
      return status
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    }
  }
}

/** Kills the one engine that is not among `before`: the trainer that was started since. */
export async function killTrainer(studio: StudioProcess, before: readonly number[]): Promise<void> {
  const [trainer, ...more] = studio.engines().filter(pid => !before.includes(pid))
  if (trainer === undefined || more.length > 0)
    throw new Error(`One new engine was expected; there are ${trainer === undefined ? 0 : 1 + more.length}.`)
  process.kill(trainer, 'SIGKILL')
  await until('the trainer is gone', () => !studio.engines().includes(trainer))
}

function enginesOf({ pid }: ChildProcess): number[] {
  return processes()
    .filter(({ parent, command }) => parent === pid && command.includes('trainer.js'))
    .map(({ id }) => id)
}
