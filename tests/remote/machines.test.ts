/** `atelier machines`: other machines are kept, looked at and forgotten, beside a real server on loopback. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildCommandLine, start } from '../cli/built'
import { canServe, freePort, startSshServer } from './support/ssh-server'

let built: Awaited<ReturnType<typeof buildCommandLine>>
let workspace = ''
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'atelier-machines-'))
})
afterEach(() => rmSync(workspace, { recursive: true, force: true }))
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

const call = (...words: string[]) => start(built.program, workspace, ['machines', ...words]).ended

test('what cannot be is said before anything is asked of anybody', async () => {
  expect((await call()).stdout).toBe('No machine is kept. Add one with `atelier machines add NAME user@host`.\n')
  const refused = async (...words: string[]): Promise<string> => {
    const { status, stderr } = await call(...words)
    expect(status, words.join(' ')).not.toBe(0)
    return stderr
  }
  expect(await refused('add', 'a b', 'box')).toContain('The name must be up to 40 letters')
  expect(await refused('add', 'box', 'a;b')).toContain('"a;b" names no machine. Say user@host')
  expect(await refused('add', 'box', 'box', '--set', 'colour=red')).toContain('There is no setting "colour"')
  expect(await refused('add', 'box', 'box', '--set', 'gpus=many')).toContain(
    'gpus=many: How many; with a kind as a100:1.'
  )
  expect(await refused('add', 'box', 'box', '--fingerprint', 'abc')).toContain('--fingerprint must be SHA256:')
  expect(await refused('check', 'box')).toContain('There is no machine "box". Add one')
  expect(JSON.parse((await call('list', '--json')).stdout)).toEqual([])
})

test.skipIf(!canServe)('one is added, looked at, listed and forgotten', async () => {
  const server = await startSshServer()
  process.env.ATELIER_SSH_CONFIG = server.config
  try {
    const { status, stdout, stderr } = await call('add', 'box', 'studio-box', '--folder', server.folder)
    expect(status, stderr).toBe(0)
    expect(stdout).toMatch(/^Machine\s+box, \w+ \w+, \d+ cores?$/m)
    expect(stdout).toMatch(/^Free\s+\d+\.\d GB$/m)
    expect(stdout).toContain('Atelier is not there yet: `atelier machines prepare` brings it.')
    expect((await call('add', 'Box', 'elsewhere')).stderr).toContain('There is a machine "Box" already.')
    // It is kept all the same, and what is wrong with it is said.
    const port = await freePort()
    expect((await call('add', 'other', `127.0.0.1:${port}`)).stderr).toContain(
      `127.0.0.1:${port}: nothing listens there.`
    )
    expect((await call('list')).stdout).toMatch(/^box\s+studio-box[^]*^other\s+127\.0\.0\.1/m)
    expect((await call('remove', 'other')).stdout).toContain('"other" is forgotten.')
    expect(JSON.parse((await call('check', 'box', '--json')).stdout)).toMatchObject({ machine: 'box', atelier: null })
  } finally {
    delete process.env.ATELIER_SSH_CONFIG
    await server.stop()
  }
})
