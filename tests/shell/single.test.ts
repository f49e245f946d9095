import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { app, BrowserWindow } from './electron'

vi.mock('electron', () => import('./electron'))

test('a second instance leaves at once: no window, workspace untouched', async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'atelier-single-'))
  onTestFinished(() => rm(workspace, { recursive: true, force: true }))
  process.argv.push('--workspace', workspace)
  app.lock = false
  await import('../../src/main/index')
  expect(app.setPath).toHaveBeenCalledExactlyOnceWith('userData', join(workspace, 'window'))
  expect(app.quit).toHaveBeenCalledOnce()
  expect(app.whenReady).not.toHaveBeenCalled()
  expect(BrowserWindow.all).toEqual([])
  expect(await readdir(workspace)).toEqual(['atelier.json', 'window'])
})
