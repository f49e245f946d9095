/** The browser host with the real studio behind it, in a real workspace. */
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { serve, type ServeOptions, type Served } from '../../src/main/serve'
import { canOpen, openingOf } from '../../src/main/transports/browser'
import { client, pagesFolder, testHost } from './fixture'

async function workspaceFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-serve-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function started(options: ServeOptions): Promise<{ served: Served; printed: string }> {
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((_: unknown, ...rest: unknown[]) => {
    const told = rest.at(-1)
    if (typeof told === 'function') told()
    return true
  })
  try {
    const served = await serve({ pages: await pagesFolder(), ...options })
    return { served, printed: stdout.mock.calls.map(([text]) => String(text)).join('') }
  } finally {
    stdout.mockRestore()
  }
}

function connect({ port, url }: Served): ReturnType<typeof client> {
  return client(port, url.split('#token=')[1] ?? '')
}

test('prints one stable line, answers, and keeps what it was told over a restart', async () => {
  const workspace = await workspaceFolder()
  const { served, printed } = await started({ workspace })
  expect(printed).toBe(`Atelier is ready at http://127.0.0.1:${served.port}/#token=${served.url.slice(-43)}\n`)
  const studio = connect(served)
  expect(await studio.request('hello', {})).toMatchObject({ host: 'browser', workspace })
  await studio.request('setPreference', { key: 'theme', value: { chosen: 'dark', sizes: [1, 2.5, null] } })
  await served.close()

  const again = (await started({ workspace })).served
  onTestFinished(() => again.close())
  expect(await connect(again).request('preferences', {})).toEqual({ theme: { chosen: 'dark', sizes: [1, 2.5, null] } })
})

test('a window that is open finds the studio again after a restart', async () => {
  const workspace = await workspaceFolder()
  const first = (await started({ workspace })).served
  const window = connect(first)
  await window.request('hello', {})
  await first.close()
  const second = (await started({ workspace })).served
  onTestFinished(() => second.close())
  expect(second.url).toBe(first.url)
  expect(await window.request('hello', {})).toMatchObject({ workspace })
  expect(window.connection).toBe('open')
})

test('a window that waits tells the token to nobody who took the port meanwhile', async () => {
  const workspace = await workspaceFolder()
  const { served } = await started({ workspace })
  const window = connect(served)
  await window.request('hello', {})
  const token = served.url.slice(-43)
  await served.close()
  const heard: string[] = []
  const thief = createServer((request, response) => {
    heard.push(JSON.stringify([request.url, request.headers]))
    response.end('abc-def')
  })
  thief.on('upgrade', (request, stream) => {
    heard.push(JSON.stringify([request.url, request.headers]))
    stream.destroy()
  })
  await once(thief.listen(served.port, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    thief.close()
    thief.closeAllConnections()
  })
  await expect.poll(() => heard.some(each => each.includes('proof.')), { timeout: 10_000 }).toBe(true)
  expect(heard.join()).not.toContain(token)
  // The port is not to be had, so nothing that was shown there opens anything.
  const elsewhere = (await started({ workspace })).served
  onTestFinished(() => elsewhere.close())
  expect(elsewhere.port).not.toBe(served.port)
  expect(elsewhere.url).not.toContain(token)
})

test.skipIf(process.platform === 'win32')(
  'the token is kept for its owner alone, and is made anew where it was not',
  async () => {
    const workspace = await workspaceFolder()
    const file = join(workspace, 'address.json')
    const tokenOfStart = async (options: ServeOptions = {}): Promise<string> => {
      const { served } = await started({ workspace, ...options })
      await served.close()
      return served.url.slice(-43)
    }
    const token = await tokenOfStart()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await tokenOfStart()).toBe(token)
    await chmod(file, 0o640)
    const second = await tokenOfStart()
    expect(second).not.toBe(token)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await writeFile(file, 'not an address')
    expect(await tokenOfStart()).not.toBe(second)
    // What was given is not kept.
    const kept = await readFile(file, 'utf8')
    await tokenOfStart({ token: 'x'.repeat(43) })
    expect(await readFile(file, 'utf8')).toBe(kept)
  }
)

test('bad input, an unknown request and a missing run are answers for people', async () => {
  const { served } = await started({ workspace: await workspaceFolder() })
  onTestFinished(() => served.close())
  const studio = connect(served)
  await expect(studio.request('getRun', { run: 'no-uuid' })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('run')
  })
  await expect(studio.request('constructor' as 'hello', {})).rejects.toMatchObject({ code: 'bad-input' })
  await expect(studio.request('getRun', { run: '7a0f3f0e-6a53-4d1c-9f2e-0c5d5b6f2a11' })).rejects.toMatchObject({
    code: 'not-found'
  })
  await expect(studio.request('chooseFolder', {})).rejects.toMatchObject({ code: 'unsupported' })
})

test('what changes in one window is told to every other', async () => {
  const { served } = await started({ workspace: await workspaceFolder() })
  onTestFinished(() => served.close())
  const [one, other] = [connect(served), connect(served)]
  await other.request('hello', {})
  const progress = vi.fn()
  other.on('progress', progress)
  const job = crypto.randomUUID()
  await expect(one.request('importFolder', { job, path: await workspaceFolder() })).rejects.toMatchObject({
    code: 'no-pictures'
  })
  await other.request('hello', {})
  for (const [heard] of progress.mock.calls) expect(heard).toMatchObject({ job })
  const upload = await one.request('beginUpload', { name: 'bytes' })
  await one.request('uploadFiles', { upload, files: [{ path: 'a.png', bytes: await picture() }] })
  const changed = new Promise(resolve => other.on('datasetChanged', resolve))
  const dataset = await one.request('finishUpload', { job: crypto.randomUUID(), upload })
  expect(await changed).toEqual(dataset)
  expect(dataset).toMatchObject({ name: 'bytes', kind: 'upload', imageCount: 1 })
})

test('a taken port leaves the workspace untouched', async () => {
  const { port } = await testHost()
  const workspace = join(await workspaceFolder(), 'new')
  await expect(started({ port, workspace })).rejects.toMatchObject({ code: 'conflict' })
  await expect(rm(workspace, { recursive: true })).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a window that was not built is a clear sentence', async () => {
  await expect(
    started({ pages: join(tmpdir(), 'atelier-nothing-here'), workspace: await workspaceFolder() })
  ).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('npm run build') })
})

test('a browser is opened only where somebody would see it', () => {
  expect(canOpen('linux', {})).toBe(false)
  expect(canOpen('linux', { DISPLAY: ':0' })).toBe(true)
  expect(canOpen('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
  expect(canOpen('darwin', { SSH_CONNECTION: 'x' })).toBe(false)
  expect(canOpen('darwin', {})).toBe(true)
  expect(canOpen('win32', {})).toBe(true)
})

test("on macOS the address is in nobody's arguments; elsewhere it goes as it is", () => {
  const url = 'http://127.0.0.1:1/#code=a-_b'
  expect(openingOf(url, 'darwin')).toEqual({ command: ['osascript', '-'], read: `open location "${url}"\n` })
  expect(openingOf(url, 'linux')).toEqual({ command: ['xdg-open', url] })
  expect(openingOf(url, 'win32')).toEqual({ command: ['rundll32', 'url.dll,FileProtocolHandler', url] })
})

test.skipIf(process.platform !== 'linux')(
  '--open starts the browser with a code, never with the token, and the page that it shows works',
  async () => {
    const folder = await workspaceFolder()
    const seen = join(folder, 'arguments')
    await writeFile(
      join(folder, 'xdg-open'),
      `#!/bin/sh\ntr '\\0' '\\n' < /proc/$$/cmdline > '${seen}.part' && mv '${seen}.part' '${seen}'\n`,
      { mode: 0o700 }
    )
    vi.stubEnv('PATH', `${folder}:${process.env.PATH ?? ''}`)
    vi.stubEnv('DISPLAY', ':99')
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    const { served, printed } = await started({ workspace: join(folder, 'workspace'), open: true })
    onTestFinished(() => served.close())
    const token = served.url.split('#token=')[1] ?? ''
    expect(printed).toContain(`#token=${token}`)
    await expect.poll(() => readFile(seen, 'utf8').catch(() => ''), { timeout: 10_000 }).toContain('#code=')
    const words = await readFile(seen, 'utf8')
    expect(words).not.toContain(token)
    const [, code = ''] = /#code=([\w-]+)/.exec(words) ?? []
    const onToken = vi.fn()
    const window = client(served.port, '', { key: { kind: 'code', word: code }, onToken })
    expect(await window.request('hello', {})).toMatchObject({ host: 'browser' })
    expect(onToken).toHaveBeenCalledExactlyOnceWith(token)
  }
)

async function picture(): Promise<Uint8Array<ArrayBuffer>> {
  const { default: sharp } = await import('sharp')
  return new Uint8Array(
    await sharp({ create: { width: 40, height: 30, channels: 3, background: '#c04030' } })
      .png()
      .toBuffer()
  )
}
