/**
 * The built command line as somebody runs it, with the engine that it really trains with, and what its run comes to.
 */
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect } from 'vitest'
import { openStore } from '../../../src/main/store'
import { until } from '../../e2e/support/until'
import { builtProgram } from './place'

/** Pictures of three classes, 42 in all. @returns their folder */
export async function paintPictures(folder: string): Promise<string> {
  const pictures = join(folder, 'pictures')
  for (const [i, name] of ['b a', 'ä', 'c'].entries()) {
    mkdirSync(join(pictures, name), { recursive: true })
    for (let n = 0; n < 14; n++)
      await sharp({ create: { width: 30, height: 30, channels: 3, background: { r: 80 * i, g: 15 * n, b: 99 } } })
        .png()
        .toFile(join(pictures, name, `${n}.png`))
  }
  return pictures
}

/** A command in a workspace. @param patience of who waits for an epoch, ms */
export function atelier(workspace: string, words: string[], patience: number) {
  const child = spawn(process.execPath, [builtProgram, '--workspace', workspace, '--json', ...words], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', piece => (stdout += String(piece)))
  child.stderr.on('data', piece => (stderr += String(piece)))
  const ended = new Promise<number | null>(done => child.once('close', done))
  const events = () =>
    stdout
      .split('\n')
      .filter(line => line.startsWith('{'))
      .map(line => JSON.parse(line) as { event: string; epoch?: number; run?: string })
  return {
    kill: () => child.kill('SIGKILL'),
    interrupt: () => child.kill('SIGINT'),
    /** Waits for an epoch; fails where it ends first. */
    epoch: (epoch: number) =>
      until(
        `epoch ${epoch}`,
        () => {
          if (child.exitCode !== null) throw new Error(`It ended before epoch ${epoch}: ${stderr}`)
          return events().some(each => each.event === 'epoch' && (each.epoch ?? 0) >= epoch)
        },
        patience
      ),
    ends: async (status: number | null) => {
      expect([await ended, stderr]).toEqual([status, expect.any(String)])
      return { events: events(), stderr }
    }
  }
}

/**
 * What a workspace's run has come to: every step's losses, each epoch, its pictures, and the hash of its newest
 * weights.
 */
export function outcomeIn(workspace: string) {
  const store = openStore(workspace)
  try {
    const [run] = store.runs.list()
    if (!run) throw new Error('There is no run.')
    return {
      id: run.id,
      status: run.status,
      steps: store.history.steps(run.id, 1e9),
      epochs: store.history.epochs(run.id).map(({ epoch, step, losses }) => ({ epoch, step, losses })),
      sheets: store.history.sheets(run.id).map(({ epoch, sha256 }) => ({ epoch, sha256 })),
      weights: store.history.checkpoints(run.id).at(-1)?.sha256
    }
  } finally {
    store.close()
  }
}
