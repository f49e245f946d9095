/** An SSH server of the test's own, on loopback, with keys that it makes: OpenSSH's, where it is installed. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

const daemon = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd'].find(path => existsSync(path))

/** Without it there is nothing to connect to. Run by root it wants a folder that its package makes. */
export const canServe =
  daemon !== undefined &&
  spawnSync('ssh-keygen', ['-?']).error === undefined &&
  (process.getuid?.() !== 0 || existsSync('/run/sshd'))

export interface SshServer {
  port: number
  folder: string
  /** A configuration for clients that calls it `studio-box`. */
  config: string
  hostKey: string
  stop: () => Promise<void>
  /** Ends every connection, as a network does that goes away. */
  cut: () => void
  /** The same, and nobody is let in until what is returned is called. */
  away: () => Promise<() => Promise<void>>
}

/** @param env of whoever connects */
export async function startSshServer(env: Record<string, string> = {}): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-sshd-'))
  const file = (name: string): string => join(folder, name)
  for (const name of ['host', 'user', 'stranger'])
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)])
  mkdirSync(file('run'))
  writeFileSync(file('authorized'), readFileSync(file('user.pub')), { mode: 0o600 })
  const port = await freePort()
  writeFileSync(
    file('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${file('host')}`,
      `AuthorizedKeysFile ${file('authorized')}`,
      `PidFile ${file('sshd.pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin yes',
      'Subsystem sftp internal-sftp',
      'LogLevel ERROR',
      // All on one line: sshd heeds the first alone.
      ...(Object.keys(env).length > 0
        ? [
            `SetEnv ${Object.entries(env)
              .map(([key, value]) => `${key}=${value}`)
              .join(' ')}`
          ]
        : [])
    ].join('\n')
  )
  const [type = '', key = ''] = readFileSync(file('host.pub'), 'utf8').split(' ')
  writeFileSync(file('known_hosts'), `[127.0.0.1]:${port} ${type} ${key}\n`)
  writeFileSync(
    file('ssh_config'),
    [
      'Host studio-box',
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      `  User ${userInfo().username}`,
      'Host *',
      `  IdentityFile ${file('user')}`,
      '  IdentityAgent none',
      `  UserKnownHostsFile ${file('known_hosts')}`,
      '  GlobalKnownHostsFile none'
    ].join('\n')
  )
  const listen = async (): Promise<ChildProcess> => {
    const started = spawn(daemon ?? 'sshd', ['-D', '-e', '-f', file('sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe']
    })
    await listening(started, port)
    return started
  }
  let server = await listen()
  const cut = (): void => {
    for (const pid of childrenOf(server.pid ?? 0)) kill(pid)
  }
  const end = async (): Promise<void> => {
    cut()
    if (server.exitCode !== null) return
    const ended = new Promise(resolve => server.once('exit', resolve))
    server.kill()
    await ended
  }
  return {
    port,
    folder,
    config: file('ssh_config'),
    hostKey: `${type} ${key}`,
    cut,
    away: async () => {
      await end()
      return async () => {
        server = await listen()
      }
    },
    stop: async () => {
      await end()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid)
  } catch {
    // It has ended by itself.
  }
}

const childrenOf = (pid: number): number[] =>
  spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .map(Number)
    .filter(child => child > 0)

/** @returns a port that nobody listens on */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

async function listening(server: ChildProcess, port: number): Promise<void> {
  let said = ''
  server.stderr?.on('data', (bytes: Buffer) => (said += bytes))
  const { connect } = await import('node:net')
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error(`sshd ended: ${said}`)
    const there = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
    if (there) return
    await new Promise(next => setTimeout(next, 50))
  }
  throw new Error(`sshd does not listen: ${said}`)
}
