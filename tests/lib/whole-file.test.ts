/** A file is there whole or not at all: when writing it fails, when its process is killed, and on the disk itself. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeWhole, makeWholeSync, writeWhole, writeWholeSync } from '../../src/main/lib/whole-file'
import { temporaryFolder } from '../store/fixtures'

const mode = (path: string): number => statSync(path).mode & 0o777
const posix = process.platform !== 'win32'

describe('in this process', () => {
  test('the new bytes stand in the place of the old ones, for the owner alone, and nothing beside them', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'own', 'file')
    await writeWhole(path, Buffer.from('old'))
    await writeWhole(path, Buffer.from('new'))
    expect(readFileSync(path, 'utf8')).toBe('new')
    writeWholeSync(path, Buffer.from('newer'))
    expect(readFileSync(path, 'utf8')).toBe('newer')
    expect(readdirSync(join(folder, 'own'))).toEqual(['file'])
    if (posix) expect([mode(path), mode(join(folder, 'own'))]).toEqual([0o600, 0o700])
  })

  test.skipIf(!posix)('what is exported has the modes that the umask leaves, its folders too', async () => {
    const path = join(temporaryFolder(), 'a', 'b', 'file')
    const before = process.umask()
    await writeWhole(path, Buffer.from('x'), 'ordinary')
    expect([mode(path), mode(join(path, '..'))]).toEqual([0o666 & ~before, 0o777 & ~before])
  })

  test('in a workspace only the own folder of a file is made', async () => {
    const path = join(temporaryFolder(), 'gone', 'own', 'file')
    await expect(writeWhole(path, Buffer.from('x'))).rejects.toThrow('could not be written')
  })

  test(
    'where filling it fails, the old file stands, nothing lies ' + 'beside it, and the error is the caller’s',
    async () => {
      const folder = temporaryFolder()
      const path = join(folder, 'file')
      writeFileSync(path, 'old')
      const failed = new Error('the picture ends here')
      await expect(
        makeWhole(path, async file => {
          await file.writeFile('half')
          throw failed
        })
      ).rejects.toBe(failed)
      expect(() =>
        makeWholeSync(path, file => {
          writeFileSync(file, 'half')
          throw failed
        })
      ).toThrow(failed)
      expect(readFileSync(path, 'utf8')).toBe('old')
      expect(readdirSync(folder)).toEqual(['file'])
    }
  )

  test('what cannot be renamed into place leaves nothing either', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'file', 'inside'), { recursive: true })
    await expect(makeWhole(join(folder, 'file'), file => file.writeFile('x'))).rejects.toThrow(/EISDIR|EPERM|ENOTEMPTY/)
    expect(() => writeWholeSync(join(folder, 'file'), Buffer.from('x'))).toThrow(/EISDIR|EPERM|ENOTEMPTY/)
    expect(readdirSync(folder)).toEqual(['file'])
  })
})

describe.skipIf(!posix)('in a process of its own', () => {
  let built = ''
  beforeAll(async () => {
    built = mkdtempSync(join(tmpdir(), 'atelier-whole-'))
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        ssr: resolve('src/main/lib/whole-file.ts'),
        outDir: built,
        target: 'node24',
        rollupOptions: { output: { entryFileNames: 'whole-file.mjs' } }
      }
    })
  })
  afterAll(() => {
    rmSync(built, { recursive: true, force: true })
  })

  /** Runs a program that has `path` and what whole-file.ts exports. */
  function run(path: string, program: string) {
    const whole = JSON.stringify(pathToFileURL(join(built, 'whole-file.mjs')).href)
    const text = `
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      const path = ${JSON.stringify(path)}
      ${program}`.replaceAll('WHOLE', whole)
    return spawnSync(process.execPath, ['--input-type=module', '-e', text], { encoding: 'utf8' })
  }

  const killing = {
    makeWhole: `const { makeWhole } = await import(WHOLE)
      await makeWhole(path, async file => { await file.writeFile('half'); END })`,
    makeWholeSync: `const { makeWholeSync } = await import(WHOLE)
      makeWholeSync(path, file => { fs.writeFileSync(file, 'half'); END })`
  }

  test.each(Object.entries(killing))('%s: killed before the rename, the old file stands', (_, program) => {
    const folder = temporaryFolder()
    const path = join(folder, 'file')
    writeFileSync(path, 'old')
    expect(run(path, program.replace('END', "process.kill(process.pid, 'SIGKILL')")).signal).toBe('SIGKILL')
    expect(readFileSync(path, 'utf8')).toBe('old')
    const beside = readdirSync(folder).filter(name => name !== 'file')
    expect(beside).toEqual([expect.stringMatching(/^\.file\.[0-9a-f]{8}\.part$/)])
  })

  test.each(Object.entries(killing))('%s: ended before the rename, it cleans up after itself', (_, program) => {
    const folder = temporaryFolder()
    const path = join(folder, 'file')
    writeFileSync(path, 'old')
    expect(run(path, program.replace('END', 'process.exit(3)'))).toMatchObject({ status: 3, stderr: '' })
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['file'])
  })

  test('at once: the file is flushed before it is renamed, and its folder after', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'file')
    const { stdout, stderr } = run(
      path,
      `const calls = []
      const names = new Map()
      const { openSync, fsyncSync, renameSync } = fs
      fs.openSync = (name, ...rest) => {
        const file = openSync(name, ...rest)
        names.set(file, String(name))
        return file
      }
      fs.fsyncSync = file => { fsyncSync(file); calls.push(['flushed', names.get(file)]) }
      fs.renameSync = (from, to) => { renameSync(from, to); calls.push(['renamed', from, to]) }
      syncBuiltinESMExports()
      const { writeWholeSync } = await import(WHOLE)
      writeWholeSync(path, Buffer.from('new'))
      console.log(JSON.stringify(calls))`
    )
    expect(stderr).toBe('')
    const temporary = expect.stringMatching(/\/\.file\.[0-9a-f]{8}\.part$/)
    expect(JSON.parse(stdout)).toEqual([
      ['flushed', temporary],
      ['renamed', temporary, path],
      ['flushed', folder]
    ])
  })

  test('in its own time: the same order', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'file')
    const { stdout, stderr } = run(
      path,
      `const calls = []
      const { open, rename } = fs.promises
      fs.promises.open = async (name, ...rest) => {
        const file = await open(name, ...rest)
        const sync = file.sync.bind(file)
        file.sync = async () => { await sync(); calls.push(['flushed', String(name)]) }
        return file
      }
      fs.promises.rename = async (from, to) => { await rename(from, to); calls.push(['renamed', from, to]) }
      syncBuiltinESMExports()
      const { writeWhole } = await import(WHOLE)
      await writeWhole(path, Buffer.from('new'))
      console.log(JSON.stringify(calls))`
    )
    expect(stderr).toBe('')
    const temporary = expect.stringMatching(/\/\.file\.[0-9a-f]{8}\.part$/)
    expect(JSON.parse(stdout)).toEqual([
      ['flushed', temporary],
      ['renamed', temporary, path],
      ['flushed', folder]
    ])
  })
})
