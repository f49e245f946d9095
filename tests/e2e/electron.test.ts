/** The built app in Electron itself, where its binary and a display are; elsewhere counted as skipped. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

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
    app = await _electron.launch({
      executablePath: binary,
      args: [resolve('.'), '--workspace', join(folder, 'workspace')],
      env: env as Record<string, string>
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
})
