import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeFolder, makeFolderSync } from '../../src/main/lib/folders'
import { temporaryFolder } from '../store/fixtures'

const ways: [string, (folder: string, mode?: number) => Promise<void>][] = [
  ['makeFolder', makeFolder],
  [
    'makeFolderSync',
    async (folder, mode) => {
      makeFolderSync(folder, mode)
    }
  ]
]

describe.each(ways)('%s', (_, make) => {
  test('makes what is missing, with the modes asked for, and lets be what is there', async () => {
    const folder = temporaryFolder()
    const deep = join(folder, 'a', 'b', 'c')
    await make(deep, 0o700)
    await make(deep, 0o755)
    for (const each of [deep, join(folder, 'a')]) expect(statSync(each).mode & 0o777).toBe(0o700)
    await make('/')
    expect(existsSync(deep)).toBe(true)
  })

  test('many at once make the same folder', async () => {
    const deep = join(temporaryFolder(), 'a', 'b', 'c')
    await Promise.all(Array.from({ length: 20 }, () => make(deep)))
    expect(statSync(deep).isDirectory()).toBe(true)
  })

  test('a file in the way, a link to nothing, a link to a folder', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    symlinkSync(join(folder, 'nothing'), join(folder, 'dangling'))
    mkdirSync(join(folder, 'there'))
    symlinkSync(join(folder, 'there'), join(folder, 'link'))
    for (const name of ['file', 'file/x', 'dangling', 'dangling/x/y'])
      await expect(make(join(folder, name)), name).rejects.toThrow(/^E(EXIST|NOTDIR|NOENT)/)
    await make(join(folder, 'link', 'x'))
    expect(statSync(join(folder, 'there', 'x')).isDirectory()).toBe(true)
  })

  // Node's own `recursive` never comes back from these.
  test
    .skipIf(process.platform !== 'linux')
    .each(['/proc/x', '/proc/x/y/z', '/proc/self/x', '/dev/fd/x', '/dev/null/x', '/sys/x'])(
    '%s is refused at once',
    async folder => {
      await expect(make(folder)).rejects.toThrow(/^E[A-Z]+: .*mkdir/)
    }
  )
})
