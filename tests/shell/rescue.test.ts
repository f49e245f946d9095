/** The shell where its folder is no workspace: a window all the same, and nothing of somebody's is touched. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { wordsFor } from '../../src/main/shell/leaving'
import { readReply } from '../../src/main/transports/replies'
import { app, BrowserWindow, dialog, home, ipcMain, Menu } from './electron'

vi.mock('electron', () => import('./electron'))

test('a folder of somebody else: the window says so, and another one starts the app anew', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-rescue-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const photos = join(folder, 'photos')
  mkdirSync(photos)
  writeFileSync(join(photos, 'a.png'), 'a')
  process.argv.push('--workspace', photos)
  await import('../../src/main/index')
  await vi.waitFor(() => expect(Menu.applied).not.toEqual([]), 100_000)
  expect(dialog.showErrorBox).not.toHaveBeenCalled()

  const [window] = BrowserWindow.all
  const ask = async (name: string, input: unknown) => {
    const event = { sender: window?.webContents, senderFrame: { url: home, parent: null } }
    return readReply((await ipcMain.handlers.get('request')?.(event, name, input)) as Uint8Array)
  }
  const message = expect.stringContaining(photos)
  expect(await ask('hello', {})).toMatchObject({ ok: true, value: { broken: { message, repairable: false } } })
  expect(await ask('listRuns', {})).toMatchObject({ ok: false, code: 'conflict', message })
  expect(readdirSync(photos)).toEqual(['a.png'])
  const [, profile = ''] = app.setPath.mock.calls.find(([name]) => name === 'userData') ?? []
  expect(profile).not.toContain(photos)

  expect(await ask('chooseFolder', {})).toEqual({ ok: true, value: null })
  expect(dialog.showOpenDialog.mock.lastCall).toContainEqual(expect.objectContaining({ title: 'Choose a folder' }))
  expect(await ask('changeWorkspace', { path: join(folder, 'other') })).toMatchObject({ ok: true })
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalled(), 100_000)
  const [{ args }] = app.relaunch.mock.calls[0] as unknown as [{ args: string[] }]
  expect(args.slice(-2)).toEqual(['--workspace', join(folder, 'other')])
  expect(args).not.toContain(photos)
  app.emit('quit')
  expect(existsSync(profile)).toBe(false)
})

test('the words of a new start name one workspace', () => {
  expect(wordsFor('/b', ['--x', '--workspace', '/a', 'y', '--workspace=/c'])).toEqual(['--x', 'y', '--workspace', '/b'])
})
