/** Ending always ends: a process one of whose reads is never answered. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'

let folder = ''
let library = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-signals-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: resolve('src/main/lib/signals.ts'),
      outDir: folder,
      target: 'node24',
      rollupOptions: { output: { entryFileNames: 'signals.mjs' } }
    }
  })
  library = pathToFileURL(join(folder, 'signals.mjs')).href
  execFileSync('mkfifo', [join(folder, 'pipe')])
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/**
 * Starts a program that is asked to end once it is ready.
 * @returns how it ended; null where it did not within so many milliseconds
 */
async function ended(
  reads: boolean,
  answer: string,
  signal: NodeJS.Signals,
  limit = 60_000
): Promise<{ status: number | null; signal: string | null } | null> {
  const program = `
    import { open } from 'node:fs'
    import { endAtOnce, endBy, onEnding, statusOf } from ${JSON.stringify(library)}
    onEnding(signal => ${answer})
    if (${reads}) open(${JSON.stringify(join(folder, 'pipe'))}, 'r', () => {})
    setInterval(() => {}, 1000)
    setTimeout(() => console.log('up'), 100)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child.stdout, 'data')
  const closed = once(child, 'exit').then(([status, by]) => ({
    status: status as number | null,
    signal: by as string | null
  }))
  child.kill(signal)
  return Promise.race([closed, new Promise<null>(done => setTimeout(() => done(null), limit))])
}

describe.runIf(process.platform !== 'win32')('a process that waits for a pipe that nobody writes to', () => {
  test('does not end by exiting: what follows is needed', async () => {
    expect(await ended(true, 'process.exit(statusOf[signal])', 'SIGINT', 3000)).toBeNull()
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends by %s', async signal => {
    expect(await ended(true, 'endBy(signal)', signal)).toEqual({ status: null, signal })
    expect(await ended(true, 'endAtOnce(signal)', signal)).toEqual({ status: null, signal })
  })

  test('another ends with the status that shells know', async () => {
    expect(await ended(false, 'endBy(signal)', 'SIGTERM')).toEqual({ status: 143, signal: null })
  })
})
