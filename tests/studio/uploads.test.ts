/** Uploads: few, no larger than the disk has room for, and gone when nobody goes on with them. */
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Caller } from '../../src/shared/ipc'
import { openBench } from './fixtures'

function window(): { caller: Caller; leave: () => void } {
  const ended = new AbortController()
  return { caller: { gone: ended.signal }, leave: () => ended.abort() }
}

const bytes = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length)
const picture = async (): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await sharp({ create: { width: 20, height: 16, channels: 3, background: '#c04030' } })
      .png()
      .toBuffer()
  )
/** Folders of datasets, whatever they are. */
const folders = (workspace: string): string[] =>
  existsSync(join(workspace, 'datasets')) ? readdirSync(join(workspace, 'datasets')) : []

test('a window has four open at most, all windows sixteen; what is given up makes room', async () => {
  const {
    studio: { handlers }
  } = openBench()
  const windows = Array.from({ length: 5 }, window)
  const begun: string[] = []
  for (const { caller } of windows.slice(0, 4))
    for (let i = 0; i < 4; i++) begun.push(await handlers.beginUpload({ name: 'x' }, caller))
  const [first, , , , fifth] = windows
  await expect(handlers.beginUpload({ name: 'x' }, first?.caller)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('This window has 4 uploads under way')
  })
  await expect(handlers.beginUpload({ name: 'x' }, fifth?.caller)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('windows have 16 uploads under way')
  })
  await handlers.abandonUpload({ upload: begun[0] ?? '' })
  await handlers.beginUpload({ name: 'x' }, fifth?.caller)
})

test('a window that goes takes its uploads with it, but for the one that is being imported', async () => {
  const {
    studio: { handlers },
    folder
  } = openBench()
  const { caller, leave } = window()
  const other = window()
  const left = await handlers.beginUpload({ name: 'left' }, caller)
  await handlers.uploadFiles({ upload: left, files: [{ path: 'a/b.png', bytes: bytes(1000) }] })
  const kept = await handlers.beginUpload({ name: 'kept' }, caller)
  await handlers.uploadFiles({ upload: kept, files: [{ path: 'a.png', bytes: await picture() }] })
  const others = await handlers.beginUpload({ name: 'others' }, other.caller)
  const importing = handlers.finishUpload({ job: randomUUID(), upload: kept }, caller)
  const writing = handlers.uploadFiles({
    upload: left,
    files: Array.from({ length: 50 }, (_, i) => ({ path: `late/${i}.png`, bytes: bytes(1000) }))
  })
  leave()
  expect(await importing).toMatchObject({ name: 'kept', imageCount: 1 })
  await writing
  await expect.poll(() => folders(folder).sort()).toEqual([kept, others].sort())
  await expect(handlers.uploadFiles({ upload: left, files: [] })).rejects.toMatchObject({ code: 'not-found' })
})

test('one that rests too long is removed; going on with it winds it up', async () => {
  const {
    studio: { handlers },
    folder
  } = openBench({ uploads: { rest: 400 } })
  const [rests, goesOn] = [
    await handlers.beginUpload({ name: 'rests' }),
    await handlers.beginUpload({ name: 'goes on' })
  ]
  for (let i = 0; i < 6; i++) {
    await handlers.uploadFiles({ upload: goesOn, files: [{ path: `${i}.png`, bytes: bytes(10) }] })
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  expect(folders(folder)).toEqual([goesOn])
  await expect(handlers.finishUpload({ job: randomUUID(), upload: rests })).rejects.toMatchObject({ code: 'not-found' })
})

test('bytes and files have an end: of a batch, of an upload, of all of them', async () => {
  const {
    studio: { handlers }
  } = openBench({ uploads: { batchBytes: 1000, bytes: 2000, allBytes: 3000, files: 5 } })
  const [one, other] = [await handlers.beginUpload({ name: 'one' }), await handlers.beginUpload({ name: 'other' })]
  const send = (upload: string, length: number, count = 1): Promise<null> =>
    handlers.uploadFiles({
      upload,
      files: Array.from({ length: count }, () => ({ path: `${randomUUID()}.png`, bytes: bytes(length / count) }))
    })
  await expect(send(one, 1001)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/^A batch holds/)
  })
  await send(one, 1000)
  await send(one, 1000)
  await expect(send(one, 1)).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('atelier import')
  })
  await send(other, 1000, 5)
  await expect(send(other, 0)).rejects.toMatchObject({ code: 'bad-input' })
  const third = await handlers.beginUpload({ name: 'third' })
  await expect(send(third, 1)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('All uploads under way')
  })
  await handlers.abandonUpload({ upload: one })
  await send(third, 1)
})

test('a disk that has too little left is said before anything is written to it', async () => {
  const {
    studio: { handlers },
    folder
  } = openBench({ uploads: { spareBytes: 2 ** 60 } })
  const upload = await handlers.beginUpload({ name: 'much' })
  await expect(handlers.uploadFiles({ upload, files: [{ path: 'a.png', bytes: bytes(10) }] })).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringMatching(/has \d+ MB left, too little/)
  })
  expect(existsSync(join(folder, 'datasets', upload, 'files'))).toBe(false)
})

test.each([
  ['a file where a folder is', ['a/b.png', 'a']],
  ['a folder where a file is', ['a', 'a/b.png']]
])('%s is said', async (_, paths) => {
  const {
    studio: { handlers }
  } = openBench()
  const upload = await handlers.beginUpload({ name: 'clash' })
  await expect(
    handlers.uploadFiles({ upload, files: paths.map(path => ({ path, bytes: bytes(3) })) })
  ).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('something else of that name') })
})

test('a file in parts is put together; a part out of turn is said, and odd names do not stop the rest', async () => {
  const {
    studio: { handlers, store }
  } = openBench()
  const upload = await handlers.beginUpload({ name: 'parts' })
  const whole = await picture()
  const [first, second] = [whole.slice(0, 30), whole.slice(30)]
  await handlers.uploadFiles({ upload, files: [{ path: 'at 12:30/a.png', bytes: first }] })
  for (const at of [29, 31])
    await expect(
      handlers.uploadFiles({ upload, files: [{ path: 'at 12:30/a.png', bytes: second, at }] })
    ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('came out of turn') })
  await handlers.uploadFiles({ upload, files: [{ path: 'at 12:30/a.png', bytes: second, at: 30 }] })
  await handlers.uploadFiles({ upload, files: [{ path: `${'x'.repeat(256)}.png`, bytes: whole }] })
  const stored = join(store.files.uploaded(upload), 'at 12_30 (1)', 'a.png')
  expect(new Uint8Array(readFileSync(stored))).toEqual(whole)
  expect(await handlers.finishUpload({ job: randomUUID(), upload })).toMatchObject({ imageCount: 2 })
})

test('a closing studio leaves no upload behind', async () => {
  const { studio, folder } = openBench()
  const upload = await studio.handlers.beginUpload({ name: 'x' })
  await studio.handlers.uploadFiles({ upload, files: [{ path: 'a.png', bytes: bytes(10) }] })
  expect(folders(folder)).toEqual([upload])
  await studio.close()
  expect(folders(folder)).toEqual([])
})

test('an import that comes to nothing leaves nothing, also where it never came to its turn', async () => {
  const {
    studio: { handlers },
    folder
  } = openBench()
  const [broken, waiting] = [
    await handlers.beginUpload({ name: 'broken' }),
    await handlers.beginUpload({ name: 'waiting' })
  ]
  await handlers.uploadFiles({ upload: broken, files: [{ path: 'a.png', bytes: bytes(10) }] })
  await expect(handlers.finishUpload({ job: randomUUID(), upload: broken })).rejects.toMatchObject({
    code: 'no-pictures'
  })
  const job = randomUUID()
  const imports = Array.from({ length: 4 }, () =>
    handlers.importFolder({ job: randomUUID(), path: folder }).catch(() => null)
  )
  const finishing = handlers.finishUpload({ job, upload: waiting })
  await handlers.cancelJob({ job })
  await expect(finishing).rejects.toMatchObject({ code: 'cancelled' })
  await Promise.all(imports)
  expect(folders(folder)).toEqual([])
})
