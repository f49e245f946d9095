/** Processes whose parent is killed: one that listens, one that is too busy for that. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { build } from 'vite'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'

let folder = ''
let library = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-parent-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: resolve('src/main/lib/parent.ts'),
      outDir: folder,
      target: 'node24',
      rollupOptions: { output: { entryFileNames: 'parent.mjs' } }
    }
  })
  library = pathToFileURL(join(folder, 'parent.mjs')).href
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/**
 * Starts a program in the child of a child, which prints its id first.
 * @returns that id, what it prints, and its parent
 */
async function grandchild(program: string) {
  const script = `
    const args = ['--input-type=module', '-e', ${JSON.stringify(program)}]
    const child = require('node:child_process').spawn(process.execPath, args, { stdio: 'inherit', detached: true })
    setInterval(() => {}, 1000)`
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  parent.stdout.setEncoding('utf8').on('data', piece => {
    out += String(piece)
  })
  const closed = once(parent.stdout, 'close')
  await expect.poll(() => out, { timeout: 10_000 }).toMatch(/^\d+ up\n/)
  const id = Number.parseInt(out)
  onTestFinished(() => {
    parent.kill('SIGKILL')
    try {
      process.kill(id, 'SIGKILL')
    } catch {
      /* gone, as it should be */
    }
  })
  return { parent, id, out: () => out, closed }
}

const isAlive = (id: number): boolean => {
  try {
    process.kill(id, 0)
    return true
  } catch {
    return false
  }
}

test('a process is told once that its parent was killed, and may take its time', async () => {
  const { parent, id, out, closed } = await grandchild(`
    import { onGone } from ${JSON.stringify(library)}
    onGone([process.ppid], () => {
      console.log('gone')
      setTimeout(() => { console.log('saved'); process.exit() }, 1200)
    })
    setInterval(() => {}, 1000)
    console.log(process.pid, 'up')`)
  await new Promise(next => setTimeout(next, 1200))
  expect(out()).toBe(`${id} up\n`)
  parent.kill('SIGKILL')
  await closed
  expect(out()).toBe(`${id} up\ngone\nsaved\n`)
})

test('one that is deaf to everything dies with its parent within seconds', async () => {
  const { parent, id } = await grandchild(`
    import { dieWithParent } from ${JSON.stringify(library)}
    dieWithParent()
    console.log(process.pid, 'up')
    setTimeout(() => { for (;;); }, 300)`)
  await new Promise(next => setTimeout(next, 2000))
  expect(isAlive(id)).toBe(true)
  parent.kill('SIGKILL')
  await expect.poll(() => isAlive(id), { timeout: 5000 }).toBe(false)
})
