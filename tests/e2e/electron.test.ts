/** The built app in Electron itself, where its binary and a display are; elsewhere counted as skipped. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bridge } from '../../src/shared/wire'
import { until } from './support/until'
import { train, untilStatus } from './support/window'

const binary = electronBinary()

/** Without asking the package itself, which would download it. */
function electronBinary(): string | undefined {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? resolve('node_modules/electron/dist')
  const name = resolve('node_modules/electron/path.txt')
  const path = join(folder, existsSync(name) ? readFileSync(name, 'utf8') : 'electron')
  const noDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  // Its sandbox, which the app insists on, does not run as root.
  const root = process.platform === 'linux' && process.getuid?.() === 0
  return existsSync(path) && existsSync('out/main/index.js') && !noDisplay && !root ? path : undefined
}

describe.skipIf(binary === undefined)('in Electron', () => {
  let folder = ''
  let app: ElectronApplication
  let page: Page

  async function launch(): Promise<void> {
    const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
    // A development server that nobody asked for; and a studio that can be made to die.
    const more = {
      ELECTRON_RENDERER_URL: 'http://127.0.0.1:1/',
      ATELIER_STUDIO: resolve('tests/studio/thread/accident-prone-studio.mjs')
    }
    app = await _electron.launch({
      executablePath: binary,
      args: [resolve('.'), '--workspace', join(folder, 'workspace')],
      env: { ...env, ...more } as Record<string, string>
    })
    page = await app.firstWindow()
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atelier-electron-'))
    await mkdir(join(folder, 'squares'))
    for (const [index, background] of ['#c04030', '#30c040', '#4030c0'].entries()) {
      await sharp({ create: { width: 48, height: 40, channels: 3, background } })
        .png()
        .toFile(join(folder, 'squares', `${index}.png`))
    }
    await launch()
  })
  afterAll(async () => {
    await app?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('shows the drop zone, from app://', async () => {
    await page.getByText('Drop a folder of pictures').first().waitFor()
    expect(page.url()).toMatch(/^app:\/\/atelier\//)
  })

  test('the page has the bridge and nothing of Node', async () => {
    const seen = await page.evaluate(() => ({
      bridge: Object.keys((globalThis as unknown as { atelier: object }).atelier).sort(),
      node: ['require', 'process', 'module', 'Buffer', '__dirname'].filter(name => name in globalThis),
      evaluated: (() => {
        try {
          return Function('return 1')() as number
        } catch (error) {
          return (error as Error).name
        }
      })()
    }))
    expect(seen).toEqual({ bridge: ['invoke', 'on', 'pathOf'], node: [], evaluated: 'EvalError' })
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      const { contextIsolation, sandbox, nodeIntegration, webSecurity } = contents.getLastWebPreferences()
      return { contextIsolation, sandbox, nodeIntegration, webSecurity }
    })
    expect(preferences).toEqual({ contextIsolation: true, sandbox: true, nodeIntegration: false, webSecurity: true })
  })

  test('neither navigates away nor opens windows', async () => {
    await page.evaluate(() => {
      open('https://evil.example/')
      location.href = 'https://evil.example/'
    })
    await new Promise(done => setTimeout(done, 500))
    expect(page.url()).toMatch(/^app:\/\/atelier\//)
    expect(app.windows()).toHaveLength(1)
  })

  test('the output page is a second window, which may fill the screen and goes with the first', async () => {
    const [output] = await Promise.all([
      app.waitForEvent('window'),
      page.evaluate(() => void open('#output', 'atelier-output'))
    ])
    await output.locator('main.output').waitFor()
    expect(output.url()).toBe('app://atelier/#output')
    expect(await output.evaluate(() => 'require' in globalThis)).toBe(false)
    await output.keyboard.press('f')
    await until('it fills the screen', () => output.evaluate(() => document.fullscreenElement !== null))
    await output.keyboard.press('f')
    await output.close()
    expect(app.windows()).toHaveLength(1)
  })

  test('imports the folder chosen in the native dialog, and has it after a restart', async () => {
    await app.evaluate(
      ({ dialog }, path) => {
        dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
      },
      join(folder, 'squares')
    )
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    await page.getByRole('heading', { name: 'squares' }).waitFor()
    await page.getByText('3 pictures').first().waitFor()
    await app.close()
    await launch()
    await page.getByText('squares').first().waitFor()
  })

  /** Ids of the processes of such a type, or of such a name. */
  const processes = (wanted: RegExp): Promise<number[]> =>
    app.evaluate(
      ({ app }, pattern) =>
        app
          .getAppMetrics()
          .filter(({ type, name }) => new RegExp(pattern).test(`${type} ${name ?? ''}`))
          .map(({ pid }) => pid),
      wanted.source
    )

  test('DevTools stay shut where nobody develops', async () => {
    expect(
      await app.evaluate(async ({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents
        contents?.openDevTools()
        await new Promise(done => setTimeout(done, 500))
        return contents?.isDevToolsOpened()
      })
    ).toBe(false)
  })

  test('while it trains the main thread is never held for 50 ms', async () => {
    await page.getByText('squares').first().click()
    await app.evaluate(() => {
      const delay = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 })
      delay.enable()
      Object.assign(globalThis, { delay })
    })
    await train(page, { Epochs: 1000 })
    await untilStatus(page, /^Training, epoch [3-9]/)
    expect(
      await app.evaluate(() => (globalThis as unknown as { delay: { max: number } }).delay.max / 1e6)
    ).toBeLessThan(50)
  })

  test('a graphics process that dies takes nothing along', async () => {
    for (const pid of await processes(/^GPU/)) process.kill(pid, 'SIGKILL')
    await untilStatus(page, /^Training, epoch/)
  })

  test('a page that dies is loaded anew, and training goes on', async () => {
    const shown = await app.evaluate(async ({ BrowserWindow, dialog }) => {
      const asked: string[] = []
      dialog.showMessageBox = (async (_window: unknown, options: { message: string }) => {
        asked.push(options.message)
        return { response: 0, checkboxChecked: false }
      }) as typeof dialog.showMessageBox
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const loaded = new Promise<void>(done => {
        contents?.once('did-finish-load', () => done())
      })
      contents?.forcefullyCrashRenderer()
      await loaded
      return { asked, url: contents?.getURL() }
    })
    expect(shown).toEqual({ asked: [expect.stringMatching(/^The window (crashed|was killed)/)], url: 'app://atelier/' })
    expect(await processes(/Atelier engine/)).not.toEqual([])
  })

  test('an engine that is killed says so', async () => {
    await app.close()
    await launch()
    await page.getByText('squares').first().click()
    await train(page, { Epochs: 1000 })
    await untilStatus(page, /^Training, epoch [2-9]/)
    for (const pid of await processes(/Atelier engine/)) process.kill(pid, 'SIGKILL')
    await page.getByText('was killed (by the system when memory runs out, or by hand)').first().waitFor()
  })

  test('a studio that dies behind the window says so, and is back', async () => {
    await page.evaluate(() => {
      void (globalThis as unknown as { atelier: Bridge }).atelier.invoke('accident:exception' as 'hello', {})
    })
    await page.getByText('is being started again').first().waitFor()
    await page.getByText('The studio is back').first().waitFor()
  })

  test('kill −9 of the app leaves no engine; the run can be resumed', async () => {
    await train(page, { Epochs: 1000 })
    await untilStatus(page, /^Training, epoch [2-9]/)
    const engines = await processes(/Atelier (engine|decoder)/)
    expect(engines).not.toEqual([])
    app.process().kill('SIGKILL')
    const lives = (pid: number): boolean => {
      try {
        process.kill(pid, 0)
        return true
      } catch {
        return false
      }
    }
    await until('the engines are gone', () => !engines.some(lives), 5000)
    await launch()
    await page.getByText('Atelier ended while this run trained').first().waitFor()
  })
})
