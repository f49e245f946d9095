import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { StudioError } from '../../src/shared/errors'
import {
  asStudioError,
  codeOf,
  isUnforeseen,
  networkReason,
  readable,
  saying,
  sentence
} from '../../src/main/lib/failures'
import { meaningOf } from '../../src/main/lib/failures/errno'
import { temporaryFolder } from '../store/fixtures'
import { rawWords } from './raw-words'

const caught = async (work: () => unknown): Promise<unknown> => {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('It did not fail.')
}

test('real errors of the disk become sentences with the file, the reason and what to do', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'a.txt')
  writeFileSync(file, 'text')
  mkdirSync(join(folder, 'full'))
  writeFileSync(join(folder, 'full', 'b'), '')
  symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
  const cases: [() => unknown, string, RegExp][] = [
    [
      () => readFileSync(join(folder, 'none')),
      'not-found',
      /none” could not be opened: there is nothing of that name\. Check/
    ],
    [() => writeFileSync(join(folder, 'none', 'c'), ''), 'not-found', /none.c” could not be opened/],
    [
      () => readFileSync(join(file, 'inside')),
      'not-found',
      /inside” could not be opened: a part of its path is a file and no folder\./
    ],
    [() => writeFileSync(folder, ''), 'bad-input', /could not be opened: it is a folder and no file\./],
    [() => mkdirSync(file), 'conflict', /a\.txt” could not be written: there is something of that name already\./],
    [() => rmdirSync(join(folder, 'full')), 'conflict', /full” could not be removed: the folder is not empty\./],
    [
      () => writeFileSync(join(folder, 'x'.repeat(300)), ''),
      'bad-input',
      /could not be opened: the name is too long\./
    ],
    [
      () => readFileSync(join(folder, 'loop')),
      'not-readable',
      /loop” could not be opened: links in its path lead in a circle\./
    ],
    [() => readdirSync(join(folder, 'none')), 'not-found', /none” could not be read/]
  ]
  for (const [work, code, message] of cases) {
    const found = readable(await caught(work))
    expect(found).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(found.message).not.toMatch(rawWords)
    expect(isUnforeseen(found)).toBe(false)
  }
})

test('whoever knows the file names it where the system does not: a handle has no path', async () => {
  const path = join(temporaryFolder(), 'checkpoint')
  writeFileSync(path, '')
  const work = async () => {
    const file = await open(path, 'r')
    try {
      await file.writeFile('x')
    } finally {
      await file.close()
    }
  }
  // EBADF is a fault of ours, and stays one.
  expect(readable(await caught(() => saying({ path, doing: 'written' }, work)))).toMatchObject({
    code: 'not-writable',
    message: expect.stringContaining(`“${path}” could not be written: the system refused it.`)
  })
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
    syscall: 'write',
    errno: -28
  })
  expect(asStudioError(full, { what: 'The checkpoint', path })).toMatchObject({
    code: 'disk-full',
    message:
      `The checkpoint “${path}” could not be written: the disk is full. Free some space on it (emptying ` +
      'Atelier’s bin helps), then try again.'
  })
})

test.runIf(process.platform === 'linux')(
  'a disk that reports errors (/proc/self/mem), a full one (/dev/full) and too many open files are told apart',
  async () => {
    expect(sentence(await caught(() => readFile('/proc/self/mem')))).toMatch(
      /“?.*could not be read: the disk reports an error\. The disk may be failing/
    )
    const refused = await caught(() => writeFile('/dev/full', 'x'))
    expect(codeOf(refused)).toBe('ENOSPC')
    expect(readable(refused)).toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/could not be written: the disk is full\./)
    })
    const handles: number[] = []
    try {
      const refusal = await caught(() => {
        for (;;) handles.push(openSync('/dev/null', 'r'))
      })
      expect(readable(refusal)).toMatchObject({
        message: expect.stringMatching(/^“\/dev\/null” could not be opened: too many files are open\. .*ulimit -n/)
      })
    } finally {
      for (const handle of handles) closeSync(handle)
    }
  }
)

test('real errors of SQLite become sentences', async () => {
  const folder = temporaryFolder()
  const database = new Database(join(folder, 'a.db'))
  database.exec('CREATE TABLE things (name TEXT NOT NULL PRIMARY KEY) STRICT')
  const other = new Database(join(folder, 'a.db'), { timeout: 1 })
  database.exec('BEGIN IMMEDIATE')
  const busy = await caught(() => other.exec('BEGIN IMMEDIATE'))
  database.exec('ROLLBACK')
  writeFileSync(join(folder, 'b.db'), 'no database at all '.repeat(100))
  const cases: [unknown, string, RegExp][] = [
    [busy, 'conflict', /another program has held it for too long\. Close the other Atelier/],
    [
      await caught(() => database.exec('CREATE TABLE things (a)')),
      'not-readable',
      /its tables are not those that Atelier makes/
    ],
    [
      await caught(() => database.exec('INSERT INTO things VALUES (NULL)')),
      'conflict',
      /was changed by another Atelier/
    ],
    [
      await caught(() => new Database(join(folder, 'b.db')).exec('SELECT * FROM things')),
      'not-readable',
      /it is not an Atelier database/
    ],
    [
      await caught(() => new Database(join(folder, 'a.db'), { readonly: true }).exec('DELETE FROM things')),
      'not-writable',
      /Nothing can be written to the workspace’s database: it can only be read/
    ],
    [
      Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' }),
      'not-writable',
      /the disk reports an error/
    ],
    [Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_SHMSIZE' }), 'disk-full', /the disk is full/],
    [Object.assign(new Error('malformed'), { code: 'SQLITE_CORRUPT_INDEX' }), 'not-readable', /it is damaged/]
  ]
  for (const [error, code, message] of cases) {
    const found = readable(error)
    expect(found).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(found.message).not.toMatch(rawWords)
  }
  database.close()
  other.close()
})

test('what nobody foresaw says so, without a dump, and is marked for the log', async () => {
  const fault = readable(new TypeError('x is undefined'))
  expect(fault).toMatchObject({
    code: 'internal',
    message:
      'This is a fault in Atelier, which did not foresee it (x is undefined). What you did last may not be ' +
      'done. Please report it with what the log says.'
  })
  expect(isUnforeseen(fault)).toBe(true)
  expect(fault.cause).toBeInstanceOf(TypeError)
  const dump = readable(await caught(() => z.object({ a: z.string(), b: z.int() }).parse({})))
  expect(dump.message).toMatch(/^This is a fault in Atelier, which did not foresee it\. /)
  expect(dump.message).not.toMatch(rawWords)
  const odd = readable(Object.assign(new Error('EWEIRD: odd, open'), { code: 'EWEIRD', syscall: 'open', path: '/a' }))
  expect(odd).toMatchObject({
    code: 'not-readable',
    message: '“/a” could not be opened: the system refused it. Try again; the log says what the system answered.'
  })
  expect(isUnforeseen(odd)).toBe(true)
  const own = new StudioError('conflict', 'Somebody else is at it.')
  expect(readable(own)).toBe(own)
})

test('every code of the table reads as a sentence, reading and writing', () => {
  for (const code of [
    'ENOSPC',
    'EDQUOT',
    'EFBIG',
    'EROFS',
    'EACCES',
    'EPERM',
    'ENOENT',
    'EIO',
    'EMFILE',
    'ESTALE',
    'EBUSY',
    'ENOMEM',
    'EOPNOTSUPP'
  ]) {
    for (const doing of ['read', 'written'] as const) {
      expect(meaningOf(code, doing)).toMatchObject({
        why: expect.stringMatching(/^[a-z].*[^.]$/),
        remedy: expect.stringMatching(/^[A-Z].*\.$/)
      })
    }
  }
  expect(meaningOf('EROFS', 'written')?.code).toBe('not-writable')
  expect(meaningOf('EACCES', 'read')?.code).toBe('not-readable')
  expect(meaningOf('EACCES', 'written')?.code).toBe('not-writable')
})

test('why another machine was not reached, in words', async () => {
  const refused = await caught(() => fetch('http://127.0.0.1:9/'))
  expect(networkReason(refused)).toMatch(/^(it takes no connections|the connection failed)$/)
  expect(networkReason(await caught(() => fetch('http://no-such-name.invalid/')))).not.toMatch(rawWords)
  expect(networkReason(new Error('something else'))).toBe('the connection failed')
})
