/**
 * The renderer's client in a real browser, on a page of the real host: its own WebSocket, Origin, storage and policy.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openHost } from '../../src/main/transports/host'
import type * as transport from '../../src/renderer/state/transport'
import { echo, testHost } from './fixture'

type Studio = typeof transport
declare const studio: Studio

const executablePath = [process.env.ATELIER_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  path => path !== undefined && existsSync(path)
)
const run = '7a0f3f0e-6a53-4d1c-9f2e-0c5d5b6f2a11'

describe.skipIf(executablePath === undefined)('in a browser', () => {
  let folder = ''
  let pages = ''
  let browser: Browser

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-browser-'))
    pages = join(folder, 'renderer')
    await writeFile(
      join(folder, 'main.ts'),
      'import * as transport ' +
        `from ${JSON.stringify(resolve('src/renderer/state/transport/index.ts'))}\nObject.assign(globalThis, { ` +
        `studio: transport })\ntransport.transport()\n`
    )
    await writeFile(
      join(folder, 'index.html'),
      '<!doctype html><title>Client</title><script type="module" src="./main.ts"></script>'
    )
    await build({ configFile: false, root: folder, logLevel: 'error', build: { outDir: pages } })
    browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  })
  afterAll(async () => {
    await browser?.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function visit(url: string): Promise<Page> {
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    await page.goto(url)
    await page.waitForFunction(() => 'studio' in globalThis)
    return page
  }

  test('takes the token out of the address bar and works, also after a reload and by the name localhost', async () => {
    const host = await testHost({ pages })
    const page = await visit(host.url.replace('127.0.0.1', 'localhost'))
    for (const round of ['first', 'reloaded']) {
      expect(page.url(), round).toBe(`http://localhost:${host.port}/`)
      expect(await page.evaluate(() => studio.request('listRuns', {})), round).toEqual({ name: 'listRuns', input: {} })
      await page.reload()
      await page.waitForFunction(() => 'studio' in globalThis)
    }
  })

  test(
    'a page that was opened with a code works after a reload, and neither its address, its history nor what ' +
      'it fetched names a secret',
    async () => {
      const host = await testHost({ pages })
      const context = await browser.newContext()
      onTestFinished(() => context.close())
      const page = await context.newPage()
      const named: string[] = []
      page.on('request', request => named.push(`${request.url()} ${JSON.stringify(request.headers())}`))
      const address = host.invite()
      await page.goto(address)
      await page.waitForFunction(() => 'studio' in globalThis)
      for (const round of ['first', 'reloaded']) {
        expect(page.url(), round).toBe(`http://127.0.0.1:${host.port}/`)
        expect(await page.evaluate(() => studio.request('listRuns', {})), round).toEqual({
          name: 'listRuns',
          input: {}
        })
        await page.reload()
        await page.waitForFunction(() => 'studio' in globalThis)
      }
      const token = host.url.split('token=')[1] ?? ''
      const code = address.split('code=')[1] ?? ''
      expect(await page.evaluate(() => history.length)).toBe(2)
      expect(
        await page.evaluate(() =>
          JSON.stringify([Object.keys(localStorage), document.cookie, performance.getEntries().map(({ name }) => name)])
        )
      ).not.toMatch(new RegExp(`${token}|${code}`))
      expect(named.join('\n')).not.toContain(token)
      const other = await visit(address)
      await other.waitForFunction(() => studio.connection() === 'refused')
    }
  )

  test('sends and gets bytes and events', async () => {
    const host = await testHost({ pages })
    const page = await visit(host.url)
    const sum = await page.evaluate(async run => {
      const bytes = new Uint8Array(1_000_000).fill(3)
      const reply: unknown = await studio.request('uploadFiles', { upload: run, files: [{ path: 'a', bytes }] })
      const {
        files: [file]
      } = (reply as { input: { files: [{ bytes: Uint8Array }] } }).input
      return file.bytes instanceof Uint8Array && file.bytes.reduce((sum, byte) => sum + byte, 0)
    }, run)
    expect(sum).toBe(3_000_000)
    const heard = page.evaluate(
      () =>
        new Promise(done => {
          studio.on('runRemoved', done)
        })
    )
    await page.evaluate(() => studio.request('hello', {}))
    host.emit('runRemoved', { run })
    expect(await heard).toEqual({ run })
  })

  test('comes back by itself when the studio does; with another token it says so instead', async () => {
    const first = await openHost({ port: 0, pages, answer: echo, token: 'same' })
    const page = await visit(first.url)
    await page.waitForFunction(() => studio.connection() === 'open')
    await first.close()
    await page.waitForFunction(() => studio.connection() === 'lost')
    const second = await openHost({ port: first.port, pages, answer: echo, token: 'same' })
    await page.waitForFunction(() => studio.connection() === 'open')
    await second.close()
    await testHost({ port: first.port, pages, token: 'another' })
    await page.waitForFunction(() => studio.connection() === 'refused')
  })

  test('the policy lets nothing foreign in', async () => {
    const host = await testHost({ pages })
    const other = await testHost({ pages })
    const page = await visit(host.url)
    const blocked = await page.evaluate(async elsewhere => {
      const violated = new Set<string>()
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violated.add(effectiveDirective))
      const add = (name: string, attributes: object, text = ''): void => {
        const element = Object.assign(document.createElement(name), attributes)
        element.append(text)
        document.head.append(element)
      }
      add('script', {}, 'globalThis.injected = 1')
      add('script', { src: `${elsewhere}/assets/x.js` })
      add('style', {}, 'body { color: red }')
      add('img', { src: `${elsewhere}/x.png` })
      add('iframe', { src: '/' })
      await fetch(elsewhere).catch(() => {})
      try {
        new WebSocket(elsewhere.replace('http', 'ws'))
      } catch {
        /* some browsers throw */
      }
      await new Promise(done => setTimeout(done, 300))
      return { violated: [...violated].sort(), injected: 'injected' in globalThis }
    }, `http://127.0.0.1:${other.port}`)
    expect(blocked).toEqual({
      injected: false,
      violated: ['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-elem']
    })
  })

  test('another local page can neither connect with a stolen token nor read the window', async () => {
    const host = await testHost({ pages })
    const token = host.url.split('token=')[1] ?? ''
    const page = await browser.newPage()
    onTestFinished(() => page.close())
    await page.route('http://neighbour.test/', route =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html>' })
    )
    await page.goto('http://neighbour.test/')
    const outcome = await page.evaluate(
      ({ port, token }) =>
        new Promise(done => {
          const socket = new WebSocket(`ws://127.0.0.1:${port}/studio`, ['atelier.1', `token.${token}`])
          socket.onopen = () => done('open')
          socket.onclose = ({ code }) => done(code)
        }),
      { port: host.port, token }
    )
    expect(outcome).toBe(1006)
    const read = await page.evaluate(
      url =>
        fetch(url).then(
          () => 'read',
          () => 'refused'
        ),
      `http://127.0.0.1:${host.port}/`
    )
    expect(read).toBe('refused')
  })
})
