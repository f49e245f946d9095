/** Other machines over SSH: whom we talk to, who we are, commands, files. Beside a real server, on loopback. */
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAddress } from '../../src/main/remote/ssh/address'
import { Connection } from '../../src/main/remote/ssh/connection'
import { get, put, remoteSize, tail } from '../../src/main/remote/ssh/sftp'
import { fingerprintOf, knownKeys } from '../../src/main/remote/ssh/known-hosts'
import { resolveTarget } from '../../src/main/remote/ssh/target'
import { shellCommand } from '../../src/main/remote/shell-words'
import { canServe, freePort, startSshServer, type SshServer } from './support/ssh-server'

test('addresses', () => {
  expect(readAddress('anna@box.example:2222')).toEqual({ user: 'anna', host: 'box.example', port: 2222 })
  expect(readAddress('[::1]:22')).toEqual({ user: null, host: '::1', port: 22 })
  expect(readAddress('box')).toEqual({ user: null, host: 'box', port: null })
  for (const words of ['', '-oProxyCommand=evil', 'a b', 'a@-b', 'box:0', 'box:99999', 'a@b@c', 'x;y'])
    expect(() => readAddress(words), words).toThrow('names no machine')
})

test('names of known_hosts: plain, with stars, hashed, revoked, with ports', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-known-'))
  const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAA', 'base64')
  const salt = randomBytes(20)
  const hashed = `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update('[box]:2222').digest('base64')}`
  const file = join(folder, 'names')
  const line = (names: string): string => `${names} ssh-ed25519 ${key.toString('base64')} a comment\n`
  const known = async (text: string, name: string, port = 22) => {
    writeFileSync(file, text)
    return knownKeys(name, port, [file, join(folder, 'none')])
  }
  expect(await known(line('box,other'), 'other')).toEqual([{ type: 'ssh-ed25519', key, revoked: false }])
  expect(await known(line('*.lab,!bad.lab'), 'good.lab')).toHaveLength(1)
  expect(await known(line('*.lab,!bad.lab'), 'bad.lab')).toEqual([])
  expect(await known(line('b.x'), 'box')).toEqual([])
  expect(await known(line(hashed), 'box', 2222)).toHaveLength(1)
  expect(await known(line(hashed), 'box')).toEqual([])
  expect((await known(line('@revoked box'), 'box'))[0]?.revoked).toBe(true)
  expect(await known(line('@cert-authority box') + line('# box'), 'box')).toEqual([])
  rmSync(folder, { recursive: true })
})

describe.skipIf(!canServe)('a machine', () => {
  let server: SshServer
  let connection: Connection
  beforeAll(async () => {
    server = await startSshServer()
    process.env.ATELIER_SSH_CONFIG = server.config
    connection = await Connection.open('studio-box')
  })
  afterAll(async () => {
    connection?.close()
    await server?.stop()
  })

  const there = (name: string): string => join(server.folder, name)
  const config = (change: (text: string) => string): string => {
    const file = there('other_config')
    writeFileSync(file, change(readFileSync(server.config, 'utf8')))
    return file
  }
  const refused = async (address: string, file = server.config, fingerprint: string | null = null): Promise<string> => {
    process.env.ATELIER_SSH_CONFIG = file
    try {
      const open = await Connection.open(address, { fingerprint })
      open.close()
      return 'opened'
    } catch (cause) {
      return (cause as Error).message
    } finally {
      process.env.ATELIER_SSH_CONFIG = server.config
    }
  }

  test('~/.ssh/config is obeyed', async () => {
    expect(await resolveTarget('studio-box')).toMatchObject({
      host: '127.0.0.1',
      port: server.port,
      agent: null,
      identities: [there('user')],
      knownHosts: [there('known_hosts')],
      jumps: []
    })
    const jumping = config(
      text => `Host far\n  ProxyJump studio-box\n  HostName 127.0.0.1\n  Port ${server.port}\n${text}`
    )
    expect((await resolveTarget('far', jumping)).jumps).toEqual(['studio-box'])
    expect(await refused('far', jumping)).toBe('opened')
    expect(
      await refused(
        'far',
        config(text => `Host far\n  ProxyCommand nc %h %p\n${text}`)
      )
    ).toMatch('ProxyJump')
  })

  test('a key that is not known, another one, and one that is trusted by its fingerprint', async () => {
    const mine = fingerprintOf(Buffer.from(server.hostKey.split(' ')[1] ?? '', 'base64'))
    const unknown = config(text => text.replace('known_hosts', 'empty'))
    expect(await refused('studio-box', unknown)).toContain(`is not known here: ssh-ed25519 ${mine}.`)
    expect(await refused('studio-box', unknown, mine)).toBe('opened')
    expect(await refused('studio-box', unknown, 'SHA256:another')).toMatch('not the one that was trusted')
    const stranger = readFileSync(there('stranger.pub'), 'utf8').split(' ').slice(0, 2).join(' ')
    writeFileSync(there('changed'), `[127.0.0.1]:${server.port} ${stranger}\n`)
    expect(
      await refused(
        'studio-box',
        config(text => text.replace('known_hosts', 'changed'))
      )
    ).toMatch('has another key')
  })

  test('nobody there, and a machine that does not let us in', async () => {
    expect(await refused(`127.0.0.1:${await freePort()}`)).toMatch('nothing listens there')
    expect(await refused('no-such-machine.invalid')).toMatch(/there is no machine of that name|could not be looked up/)
    const strange = config(text => text.replace('/user', '/stranger'))
    expect(await refused('studio-box', strange)).toMatch(
      /does not let \S+ in with any key .* Passwords are not asked for/
    )
  })

  test('commands: their words, what they read, how they end', async () => {
    const odd = `it's "odd" $HOME \`id\` \n;`
    expect(await connection.exec(shellCommand(['printf', '%s', odd]))).toEqual({ status: 0, stdout: odd, stderr: '' })
    expect(await connection.exec('cat; echo no >&2; exit 3', 'words')).toEqual({
      status: 3,
      stdout: 'words',
      stderr: 'no\n'
    })
    expect((await connection.exec('kill -9 $$')).status).toBe(null)
  })

  test('files: whole, gone on with, never half there', async () => {
    const bytes = randomBytes(3_000_000)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const here = there('here')
    writeFileSync(here, bytes)
    const to = there("a file's place")
    // What a lost connection left: its first megabyte.
    writeFileSync(`${to}.part`, bytes.subarray(0, 1_000_000))
    const seen: number[] = []
    expect(await put(connection, here, to, sha256, { onProgress: done => seen.push(done) })).toBe(2_000_000)
    expect(readFileSync(to).equals(bytes)).toBe(true)
    expect(seen.at(-1)).toBe(3_000_000)
    expect(await put(connection, here, to, sha256)).toBe(0)
    // Something else lies there: the rest would not fit.
    writeFileSync(`${there('second')}.part`, Buffer.alloc(500_000, 1))
    await put(connection, here, there('second'), sha256)
    expect(readFileSync(there('second')).equals(bytes)).toBe(true)
    expect(await remoteSize(connection, `${there('second')}.part`)).toBe(null)
    await expect(put(connection, here, there('third'), 'f'.repeat(64))).rejects.toThrow('other bytes')
    expect(await remoteSize(connection, there('third'))).toBe(null)

    writeFileSync(`${there('back')}.part`, bytes.subarray(0, 2_500_000))
    expect(await get(connection, to, there('back'), sha256)).toBe(500_000)
    expect(readFileSync(there('back')).equals(bytes)).toBe(true)
    await expect(get(connection, there('none'), there('n'), null)).rejects.toThrow('has no')
    expect((await tail(connection, to, 2_999_990)).equals(bytes.subarray(2_999_990))).toBe(true)
    expect(await tail(connection, there('none'), 0)).toHaveLength(0)
  })

  test('a network that goes away is said to whoever waits', async () => {
    const other = await Connection.open('studio-box')
    const closed = new Promise<void>(resolve => other.onClose(resolve))
    const waiting = other.exec('sleep 60')
    const outcome = expect(waiting).rejects.toThrow('The connection to 127.0.0.1 was lost.')
    server.cut()
    await outcome
    await closed
    connection = await Connection.open('studio-box')
  })
})
