/**
 * What nearly every end-to-end file plays on: a folder of its own, a studio with a workspace in it, and a window on
 * that.
 */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { launchBrowser, openWindow, type Watched } from './browser'
import { removeFolder, startStudio, type StudioProcess, temporaryFolder } from './studio'

/** Filled in before the first test. */
export interface Stage {
  folder: string
  /** In the folder; the studio's. */
  workspace: string
  browser: Browser
  studio: StudioProcess
  view: Watched
  readonly page: Page
}

/**
 * Sets the stage before the tests of a file or a `describe`, and strikes it after them.
 * @param prepare fills folder and workspace before the studio starts
 * @param how limit: milliseconds for all of it, where the usual ones are too few; root: of the tree that is started,
 *   where it is not this one
 */
export function setStage(
  prepare: (stage: Pick<Stage, 'folder' | 'workspace'>) => Promise<void> = async () => {},
  { limit, root = () => '.' }: { limit?: number; root?: (folder: string) => string } = {}
): Stage {
  const stage = {
    folder: '',
    workspace: '',
    get page() {
      return this.view.page
    }
  } as Stage
  beforeAll(async () => {
    stage.folder = await temporaryFolder()
    stage.workspace = join(stage.folder, 'workspace')
    await prepare(stage)
    stage.browser = await launchBrowser()
    stage.studio = await startStudio(stage.workspace, root(stage.folder))
    stage.view = await openWindow(stage.browser, stage.studio.url)
  }, limit)
  afterAll(async () => {
    // Whatever of it is there: setting it may have failed half-way.
    const { browser, studio } = stage as Partial<Stage>
    await browser?.close()
    await studio?.stop()
    await removeFolder(stage.folder)
  })
  return stage
}
