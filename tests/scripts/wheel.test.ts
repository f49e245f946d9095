import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fetchWheel, needSpace, takeMembers } from '../../scripts/lib/wheel.mjs'
import { base64url, hex, serveWheel, zipOf } from './zip-server'

const library = Buffer.concat([Buffer.alloc(400_000, 'library '), randomBytes(300_000)])
const header = Buffer.from('#pragma once\n')
const ballast = randomBytes(2_000_000)
const filename = 'thing-1.0-py3-none-any.whl'
const bytes = zipOf({ 'ballast.bin': ballast, 'thing/library.so': library, 'thing/api.h': header }, ['thing/api.h'])
const wheel = { project: 'thing', wheel: filename, size: bytes.length, sha256: hex(bytes) }
const members = [
  { from: 'thing/library.so', to: 'lib/library.so', sha256: base64url(library), size: library.length },
  { from: 'thing/api.h', to: 'include/api.h', sha256: base64url(header), size: header.length }
]

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-wheel-'))
  vi.stubEnv('ATELIER_RETRY_MS', '1')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  vi.unstubAllEnvs()
})
const use = (index: { url: string }) => vi.stubEnv('PIP_INDEX_URL', index.url)
const expectMembers = () => {
  expect(readFileSync(join(folder, 'lib/library.so')).equals(library)).toBe(true)
  expect(readFileSync(join(folder, 'include/api.h')).equals(header)).toBe(true)
  expect(readdirSync(folder).sort()).toEqual(['include', 'lib'])
  expect(readdirSync(join(folder, 'lib'))).toEqual(['library.so'])
}

test('takes the wanted members by ranges and leaves the rest of the wheel where it is', async () => {
  await using index = await serveWheel(bytes, filename)
  use(index)
  await takeMembers(wheel, members, folder, 'Thing')
  expectMembers()
  expect(index.asked).not.toContain('whole')
  expect(index.sent()).toBeLessThan(700_000)
})

test('fetches the whole wheel from a server without ranges, and an index that speaks HTML', async () => {
  await using index = await serveWheel(bytes, filename, { ranges: false, html: true })
  use(index)
  await takeMembers(wheel, members, folder, 'Thing')
  expectMembers()
})

test('goes on where the connection broke off, however often, without fetching a byte twice', async () => {
  await using index = await serveWheel(bytes, filename, { breakAfter: 70_000 })
  use(index)
  await takeMembers(wheel, members, folder, 'Thing')
  expectMembers()
  expect(index.sent()).toBeLessThan(500_000)
})

test('a second start goes on with what the first one left when the server went away', async () => {
  await using index = await serveWheel(bytes, filename, { breakAfter: 100_000, dies: true })
  use(index)
  await expect(takeMembers(wheel, members, folder, 'Thing')).rejects.toThrow(
    /could not be reached \(.+\)\. Check the network connection/
  )
  expect(statSync(join(folder, 'lib/library.so.download')).size).toBe(100_000)
  await using healthy = await serveWheel(bytes, filename)
  use(healthy)
  await takeMembers(wheel, members, folder, 'Thing')
  expectMembers()
  expect(healthy.sent()).toBeLessThan(350_000)
})

test('keeps members that are there and whole, and replaces those that are not', async () => {
  await using index = await serveWheel(bytes, filename)
  use(index)
  await takeMembers(wheel, members, folder, 'Thing')
  const before = index.asked.length
  await takeMembers(wheel, members, folder, 'Thing')
  expect(index.asked.length).toBe(before)
  writeFileSync(join(folder, 'lib/library.so'), Buffer.alloc(library.length))
  await takeMembers(wheel, members, folder, 'Thing')
  expectMembers()
})

test('a member with another checksum is refused by name and leaves nothing behind', async () => {
  const other = zipOf({ 'thing/library.so': Buffer.alloc(library.length, 'wrong'), 'thing/api.h': header })
  await using index = await serveWheel(other, filename)
  use(index)
  await expect(takeMembers(wheel, members, folder, 'Thing')).rejects.toThrow(
    'thing/library.so arrived damaged. Start again'
  )
  expect(readdirSync(join(folder, 'lib'))).toEqual([])
})

test('a member whose packed bytes are broken is refused the same way', async () => {
  const broken = Buffer.from(bytes)
  broken.fill(0xff, 2_000_200, 2_100_000)
  await using index = await serveWheel(broken, filename)
  use(index)
  await expect(takeMembers(wheel, members, folder, 'Thing')).rejects.toThrow(
    'thing/library.so arrived damaged. Start again'
  )
  expect(readdirSync(join(folder, 'lib'))).toEqual([])
})

test('a whole wheel with another checksum is refused and removed', async () => {
  await using index = await serveWheel(bytes, filename)
  use(index)
  await expect(fetchWheel({ ...wheel, sha256: hex(header) }, folder, 'Thing')).rejects.toThrow(
    `${filename} arrived damaged`
  )
  expect(readdirSync(folder)).toEqual([])
})

test('an index with a login gets it, and an error never repeats it', async () => {
  await using index = await serveWheel(bytes, filename, { login: 'someone:secret' })
  use(index)
  await takeMembers(wheel, members, folder, 'Thing')
  expectMembers()
  const missing = await takeMembers(
    { ...wheel, project: 'nothing' },
    [{ ...(members[0] ?? never()), to: 'else.so' }],
    folder,
    'Thing'
  ).catch((error: Error) => error.message)
  expect(missing).toMatch(/answered 404 for \/simple\/nothing\//)
  expect(missing).not.toContain('secret')
})

test('an index without that wheel, and no index at all, each say what to do', async () => {
  await using index = await serveWheel(bytes, 'thing-2.0-py3-none-any.whl')
  use(index)
  await expect(takeMembers(wheel, members, folder, 'Thing')).rejects.toThrow(
    `has no ${filename}. Point PIP_INDEX_URL to an index that has it`
  )
  vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple')
  await expect(takeMembers(wheel, members, folder, 'Thing')).rejects.toThrow(
    /127\.0\.0\.1:9 could not be reached.*Check the network connection/
  )
})

test('too small a disk is found out before anything is fetched', () => {
  expect(() => needSpace(folder, 1e18)).toThrow(
    /needs 1000000000\.0 GB of free space and has [\d.]+ GB\. Free some, or set ATELIER_CACHE/
  )
  expect(() => needSpace(folder, 1)).not.toThrow()
})

const never = (): never => {
  throw new Error('no such member')
}
