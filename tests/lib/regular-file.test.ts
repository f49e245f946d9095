import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readNamed, readRegular, readRegularHere } from '../../src/main/lib/regular-file'
import { temporaryFolder } from '../store/fixtures'

const linux = process.platform === 'linux'

describe.each([
  ['readRegular', readRegular],
  ['readRegularHere', readRegularHere]
] as const)('%s', (_, read) => {
  test('a file, an empty one, and a link to one', async () => {
    const folder = temporaryFolder()
    const bytes = Buffer.from(Uint8Array.from({ length: 300_000 }, (__, i) => i % 251))
    writeFileSync(join(folder, 'file'), bytes)
    writeFileSync(join(folder, 'empty'), '')
    symlinkSync(join(folder, 'file'), join(folder, 'link'))
    for (const name of ['file', 'link'])
      expect((await read(join(folder, name), { most: 300_000 })).equals(bytes)).toBe(true)
    expect(await read(join(folder, 'empty'), { most: 10 })).toHaveLength(0)
  })

  test('no more than is allowed, and nothing once it was cancelled', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, Buffer.alloc(2_000_000))
    await expect(read(file, { most: 1_000_000 })).rejects.toMatchObject({
      name: 'UnsuitableFile',
      message: 'The file is too large (2 MB); up to 1 MB is read.'
    })
    await expect(
      read(file, {
        most: 1e9,
        admit: size => {
          throw new Error(String(size))
        }
      })
    ).rejects.toThrow('2000000')
    await expect(read(file, { most: 1e9, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })

  test.runIf(linux)('what the system makes up has no size, and is read to its end', async () => {
    expect((await read('/proc/self/cmdline', { most: 1e6 })).toString()).toBe(
      readFileSync('/proc/self/cmdline', 'utf8')
    )
    await expect(read('/proc/self/smaps', { most: 100 })).rejects.toMatchObject({
      name: 'UnsuitableFile',
      message: expect.stringContaining('too large')
    })
  })

  test.runIf(linux)(
    'pipes, with and without somebody at their other end, sockets, devices and folders, by name and by link',
    async () => {
      const folder = temporaryFolder()
      const [pipe, held, socket] = ['pipe', 'held', 'socket'].map(name => join(folder, name))
      execFileSync('mkfifo', [pipe ?? '', held ?? ''])
      const other = openSync(held ?? '', 'r+')
      onTestFinished(() => closeSync(other))
      const server = createServer().listen(socket)
      onTestFinished(() => {
        server.close()
      })
      await new Promise(ready => server.once('listening', ready))
      mkdirSync(join(folder, 'folder'))
      const found: Record<string, string> = {
        pipe: 'It is a pipe',
        held: 'It is a pipe',
        socket: 'It is a socket',
        folder: 'It is a folder'
      }
      for (const device of ['zero', 'null', 'random', 'tty', 'full']) {
        symlinkSync(`/dev/${device}`, join(folder, device))
        found[device] = 'It is a device'
      }
      for (const [name, words] of Object.entries(found)) {
        symlinkSync(join(folder, name), join(folder, `${name}-link`))
        for (const each of [name, `${name}-link`])
          await expect(read(join(folder, each), { most: 1e9 }), each).rejects.toMatchObject({
            name: 'UnsuitableFile',
            message: `${words}, not a file.`
          })
      }
    }
  )
})

test('a file that somebody named is named again', async () => {
  const folder = temporaryFolder()
  await expect(readNamed(join(folder, 'none'), { most: 1 })).rejects.toMatchObject({
    name: 'StudioError',
    code: 'not-found',
    message: expect.stringContaining(join(folder, 'none'))
  })
  await expect(readNamed(folder, { most: 1 })).rejects.toMatchObject({
    code: 'not-readable',
    message: `“${folder}” cannot be read. It is a folder, not a file.`
  })
})
