/** kill −9 of a training by command line, at a moment of its own, and what going on with it comes to. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { atelier, jsonLines } from './command-line'
import { family } from './processes'
import { losses, read } from './records'
import { until } from './until'

export interface Blow {
  /** It comes after this epoch has been told … */
  epoch: number
  /** … and after this share of the time that the epoch took: within its successor. */
  share: number
}

/**
 * Starts a command that trains, and kills it with the engine below it.
 * @param words of the command line, without the workspace
 * @returns the run's id; null where it was at its end before the blow fell, as it may be where the machine is busy
 */
export async function killed(
  workspace: string,
  words: readonly string[],
  { epoch, share }: Blow
): Promise<string | null> {
  const child = spawn(process.execPath, [resolve('out/main/cli.js'), '--workspace', workspace, '--json', ...words], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  let run = ''
  let [before, took] = [performance.now(), 0]
  const reached = new Promise<boolean>(done => {
    child.once('close', () => done(false))
    createInterface({ input: child.stdout }).on('line', line => {
      const told = JSON.parse(line) as { event?: string; run?: string; epoch?: number }
      if (told.event === 'run') run = String(told.run)
      if (told.event !== 'epoch') return
      const now = performance.now()
      took = now - before
      before = now
      if (told.epoch === epoch) done(true)
    })
  })
  expect(await reached, `${words.join(' ')} came to epoch ${epoch}`).toBe(true)
  await new Promise(next => setTimeout(next, share * took))
  // The engine first: it is what is in the middle of a step.
  for (const id of family(child.pid ?? 0).toReversed()) {
    try {
      process.kill(id, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
  }
  const status = await until(
    `it is known how run ${run} ended`,
    () => {
      const now = read(workspace, ({ runs }) => runs.get(run).status)
      return now === 'interrupted' || now === 'finished' ? now : null
    },
    60_000
  )
  return status === 'interrupted' ? run : null
}

/** Trains to the end without trouble. @returns the run's id */
export async function untroubled(workspace: string, words: readonly string[]): Promise<string> {
  const ended = await atelier(['--workspace', workspace, '--json', ...words])
  expect(ended.status, ended.stderr).toBe(0)
  const first = jsonLines(ended).find(line => (line as { event?: string }).event === 'run')
  return String((first as { run?: string } | undefined)?.run)
}

/** Losses of every step, and the bits that it ends with. */
export const outcome = (workspace: string, run: string): { losses: unknown; weights: string | undefined } => ({
  losses: losses(workspace, run),
  weights: read(workspace, ({ history }) => history.checkpoints(run).at(-1)?.sha256)
})
