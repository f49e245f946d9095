/** A real Chromium, and pages that keep account of everything that goes wrong in them. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
]

/** @throws where there is none: `npm test` provides one and names it in ATELIER_CHROMIUM */
export function launchBrowser(): Promise<Browser> {
  const executablePath = [process.env.ATELIER_CHROMIUM, ...installed].find(
    path => path !== undefined && existsSync(path)
  )
  if (executablePath === undefined)
    throw new Error(
      'There is no Chromium. Run `npm test`, which finds or installs one, or name yours in ATELIER_CHROMIUM.'
    )
  return chromium.launch({
    executablePath,
    // As people have it: with bars beside what scrolls, and a mouse that hovers.
    ignoreDefaultArgs: ['--hide-scrollbars'],
    args: [
      '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync'
    ]
  })
}

export interface Watched {
  page: Page
  /**
   * Console errors and warnings, exceptions, policy violations, failed requests: all since it was opened. Should be
   * empty.
   */
  troubles: string[]
}

/** A window on the studio, in a profile of its own. */
export async function openWindow(browser: Browser, url: string, { width = 1280, height = 800 } = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width, height },
    reducedMotion: 'reduce',
    colorScheme: 'dark'
  })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', message => {
    // The tooltips' library still asks where a trigger was that has just been taken away; nothing comes of it.
    if (!['error', 'warning'].includes(message.type()) || message.text() === 'https://svelte.dev/e/derived_inert')
      return
    troubles.push(`console ${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', error => troubles.push(`exception: ${error.stack ?? error.message}`))
  page.on('requestfailed', request =>
    troubles.push(`request failed: ${request.url()} ${request.failure()?.errorText ?? ''}`)
  )
  page.on('response', response => {
    if (response.status() >= 400) troubles.push(`status ${response.status()}: ${response.url()}`)
  })
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
      console.error(`policy violated: ${effectiveDirective} ${blockedURI}`)
    )
  })
  await page.goto(url)
  return { page, troubles }
}

/**
 * Drags files or folders from outside onto the middle of the window (or of something in it) and lets go: real drag
 * events, as the system sends them.
 * @param words what one sees while dragging
 */
export async function dropFiles(
  page: Page,
  paths: readonly string[],
  onto?: Locator,
  words = 'Drop to add these pictures'
): Promise<void> {
  const box = await onto?.boundingBox()
  const { x, y, width, height } = box ?? { x: 0, y: 0, ...(page.viewportSize() ?? { width: 800, height: 600 }) }
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: x + width / 2, y: y + height / 2, data })
    if (type === 'dragOver') await page.getByText(words).waitFor()
  }
  await devtools.detach()
}
