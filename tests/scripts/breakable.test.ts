/** Set-up that is broken off: within seconds, its programs with it, its locks lifted. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const library = (name: string) => JSON.stringify(pathToFileURL(resolve('scripts/lib', name)).href)

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-breakable-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** A set-up whose one step is a program that works for minutes, and may be deaf to being told to end. */
async function settingUp(deaf = false) {
  const ears = deaf ? "process.on('SIGTERM', () => {}); process.on('SIGHUP', () => {});" : ''
  const step = `${ears} console.error(process.pid, 'works'); setInterval(() => {}, 1000)`
  const script = `
    import { breakable, run } from ${library('processes.mjs')}
    import { withLock } from ${library('lock.mjs')}
    const step = () => run(process.execPath, ['-e', ${JSON.stringify(step)}], { stdio: 'inherit' })
    await breakable(() => withLock(${JSON.stringify(join(folder, 'lock'))}, step))
    console.error('went on')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', piece => {
    said += String(piece)
  })
  await expect.poll(() => said, { timeout: 15_000 }).toMatch(/^\d+ works\n$/)
  const began = performance.now()
  // exit, not close: a program that outlived it would hold its stderr open.
  const ended = once(child, 'exit').then(([status, signal]) => ({
    status: status as number | null,
    signal: signal as string | null,
    seconds: (performance.now() - began) / 1000
  }))
  return { child, program: Number.parseInt(said), ended, said: () => said }
}

const isAlive = (id: number): boolean => {
  try {
    process.kill(id, 0)
    return true
  } catch {
    return false
  }
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129]
] as const)('%s', (signal, status) => {
  test.each([[false], [true]])('ends it, whether its program listens or not (deaf: %s)', async deaf => {
    const { child, program, ended, said } = await settingUp(deaf)
    expect(existsSync(join(folder, 'lock'))).toBe(true)
    child.kill(signal)
    expect(await ended).toMatchObject({
      status,
      signal: null,
      seconds: expect.toSatisfy((seconds: number) => seconds < 6)
    })
    expect(isAlive(program)).toBe(false)
    expect(existsSync(join(folder, 'lock'))).toBe(false)
    expect(said()).not.toContain('went on')
  })
})

test('a second Ctrl-C does not wait', async () => {
  const { child, program, ended } = await settingUp(true)
  child.kill('SIGINT')
  await new Promise(next => setTimeout(next, 100))
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ status: 130, seconds: expect.toSatisfy((seconds: number) => seconds < 1.5) })
  process.kill(program, 'SIGKILL')
})
