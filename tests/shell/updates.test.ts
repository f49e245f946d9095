import { expect, it, vi } from 'vitest'
import { followFeed, setupUpdates, type Updater } from '../../src/main/shell/updates'
import { writeReply } from '../../src/main/transports/replies'
import { feedOf } from '../../src/shared/feed'

/** electron-updater's own class needs Electron; this one keeps what it is told. */
function stand() {
  const listeners = new Map<string, (value: never) => void>()
  const updater = {
    autoDownload: false,
    autoInstallOnAppQuit: false,
    allowDowngrade: true,
    setFeedURL: vi.fn(),
    checkForUpdates: vi.fn(() => Promise.reject(new Error('offline'))),
    on: (event: string, listener: (value: never) => void) => listeners.set(event, listener),
    removeAllListeners: vi.fn((event: string) => listeners.delete(event))
  }
  const load = vi.fn(async () => updater as unknown as Updater)
  const emit = vi.fn()
  return { updater, load, emit, tell: (event: string, value: unknown) => listeners.get(event)?.(value as never) }
}

it.each([
  ['nobody set a feed', { packaged: true, environment: undefined, kept: undefined }],
  ['it runs from a source tree', { packaged: false, environment: 'https://feed.example/', kept: undefined }],
  ['the feed was emptied', { packaged: true, environment: undefined, kept: '' }]
])('asks nothing where %s', async (_, how) => {
  const { load, emit } = stand()
  expect(await setupUpdates({ ...how, load, emit })).toBeNull()
  expect(load).not.toHaveBeenCalled()
})

it('asks the feed that is set, survives being offline, and says when a version is ready', async () => {
  const { updater, load, emit, tell } = stand()
  const end = await setupUpdates({
    packaged: true,
    environment: undefined,
    kept: 'https://feed.example/atelier',
    load,
    emit
  })
  expect(updater.setFeedURL).toHaveBeenCalledWith({ provider: 'generic', url: 'https://feed.example/atelier' })
  expect(updater).toMatchObject({ autoDownload: true, autoInstallOnAppQuit: true, allowDowngrade: false })
  expect(updater.checkForUpdates).toHaveBeenCalledOnce()
  tell('update-downloaded', { version: '1.2.3' })
  expect(emit).toHaveBeenCalledWith('notice', {
    level: 'info',
    message: 'Atelier 1.2.3 is here. It is installed when you quit.'
  })
  end?.()
})

it("takes the environment's feed before the workspace's", async () => {
  const { updater, load, emit } = stand()
  const end = await setupUpdates({
    packaged: true,
    environment: 'http://127.0.0.1:8000/',
    kept: 'https://feed.example/',
    load,
    emit
  })
  expect(updater.setFeedURL).toHaveBeenCalledWith({ provider: 'generic', url: 'http://127.0.0.1:8000/' })
  end?.()
})

it('says so where the feed is no address to trust', async () => {
  const { load, emit } = stand()
  expect(
    await setupUpdates({ packaged: true, environment: undefined, kept: 'http://feed.example/', load, emit })
  ).toBeNull()
  expect(emit).toHaveBeenCalledWith(
    'notice',
    expect.objectContaining({ level: 'warning', message: expect.stringContaining('http://feed.example/') })
  )
  expect(load).not.toHaveBeenCalled()
})

it.each([
  'ftp://feed.example/',
  'http://feed.example/',
  'https://me:secret@feed.example/',
  'feed.example',
  'file:///tmp/feed'
])('trusts no %s', word => {
  expect(feedOf(word)).toBeNull()
})

it('follows what is set in the window: another feed is asked instead, an emptied one no more', async () => {
  const { updater, load, emit } = stand()
  const studio = async () => writeReply({ ok: true, value: null })
  const feed = followFeed(studio, { packaged: true, environment: undefined, load, emit })
  const set = (key: string, value: unknown) => feed.answer('setPreference', { key, value })
  feed.set(undefined)
  await set('theme', 'https://feed.example/no')
  expect(load).not.toHaveBeenCalled()
  await set('updateFeed', 'https://feed.example/one')
  await vi.waitFor(() => expect(updater.setFeedURL).toHaveBeenCalledTimes(1))
  await set('updateFeed', 'https://feed.example/two')
  await vi.waitFor(() =>
    expect(updater.setFeedURL).toHaveBeenLastCalledWith({ provider: 'generic', url: 'https://feed.example/two' })
  )
  expect(updater.removeAllListeners).toHaveBeenCalledWith('update-downloaded')
  updater.removeAllListeners.mockClear()
  await set('updateFeed', '')
  await vi.waitFor(() => expect(updater.removeAllListeners).toHaveBeenCalledWith('error'))
  expect(updater.checkForUpdates).toHaveBeenCalledTimes(2)
})

it('asks nothing where the preference could not be kept, or the updater cannot be loaded', async () => {
  const { updater, emit } = stand()
  const load = vi.fn(async (): Promise<Updater> => {
    throw new Error('no such module')
  })
  const refuse = async () => writeReply({ ok: false, code: 'disk-full', message: 'The disk is full.' } as const)
  const refused = followFeed(refuse, { packaged: true, environment: undefined, load, emit })
  await refused.answer('setPreference', { key: 'updateFeed', value: 'https://feed.example/' })
  expect(load).not.toHaveBeenCalled()
  refused.set('https://feed.example/')
  await vi.waitFor(() => expect(load).toHaveBeenCalled())
  expect(updater.setFeedURL).not.toHaveBeenCalled()
})

it('electron-updater has its updater where the shell looks for it', async () => {
  // Asking for its value would ask Electron.
  expect(Object.keys((await import('electron-updater')).default)).toContain('autoUpdater')
})
