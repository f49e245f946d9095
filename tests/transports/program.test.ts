/** The built program as scripts use it: its line, its signals, its exit statuses. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { client, get, testHost } from './fixture'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-program-'))
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await mkdir(join(folder, 'out', 'renderer'), { recursive: true })
  await writeFile(join(folder, 'out', 'renderer', 'index.html'), '<!doctype html><title>Atelier</title>')
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: join(folder, 'out', 'main'),
      target: 'node24',
      rollupOptions: { input: { serve: 'src/main/serve.ts', studio: 'src/main/studio/thread/worker.ts' } }
    }
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function start(...flags: string[]): {
  child: ChildProcess
  output: { stdout: string; stderr: string }
  ended: Promise<number | null>
} {
  const child = spawn(process.execPath, [
    join(folder, 'out', 'main', 'serve.js'),
    '--no-open',
    '--workspace',
    join(folder, 'workspace'),
    ...flags
  ])
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    output.stderr += text
  })
  return { child, output, ended: once(child, 'close').then(([code]) => code as number | null) }
}

async function address(output: { stdout: string }): Promise<{ port: number; token: string }> {
  await expect.poll(() => output.stdout, { timeout: 20_000 }).toContain('\n')
  const [, port, token] =
    /^Atelier is ready at http:\/\/127\.0\.0\.1:(\d+)\/#token=([\w-]{43})\n$/.exec(output.stdout) ?? []
  if (!port || !token) throw new Error(`Printed: ${output.stdout}`)
  return { port: Number(port), token }
}

test.each(['SIGINT', 'SIGTERM'] as const)('serves from its bundle until %s, then ends with 0', async signal => {
  const { child, output, ended } = start('--port', '0')
  const { port, token } = await address(output)
  expect((await get(port, '/')).body).toContain('<title>Atelier</title>')
  expect(await client(port, token).request('hello', {})).toMatchObject({ host: 'browser' })
  child.kill(signal)
  expect(await ended).toBe(0)
  expect(output.stderr).toContain('Saving')
})

test('a script that has read its line and closed the pipe does not end it', async () => {
  const { child, output, ended } = start()
  const { port } = await address(output)
  child.stdout?.destroy()
  expect((await get(port, '/')).status).toBe(200)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})

test('an address that nobody can have got: one sentence, and status 1', async () => {
  const full = openSync('/dev/full', 'w')
  const child = spawn(
    process.execPath,
    [join(folder, 'out', 'main', 'serve.js'), '--no-open', '--workspace', join(folder, 'workspace')],
    { stdio: ['ignore', full, 'pipe'] }
  )
  closeSync(full)
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  expect(await once(child, 'close')).toEqual([1, null])
  expect(stderr).toBe(
    'The studio’s address could not be written: the disk is full. Nobody could open it, so it has ended.\n'
  )
})

test('a taken port: one sentence and status 1', async () => {
  const { port } = await testHost()
  const { output, ended } = start('--port', String(port))
  expect(await ended).toBe(1)
  expect(output).toEqual({
    stdout: '',
    stderr: `Port ${port} is in use by another program. Choose another with --port, or --port 0 for any free one.\n`
  })
})

test.each([['--port', 'many'], ['--port', '70000'], ['--nonsense']])('bad usage: %s %s', async (...flags) => {
  const { output, ended } = start(...flags)
  expect(await ended).toBe(2)
  expect(output.stderr).toContain('Usage:')
})
