/** What ~/.ssh/config says of a machine, as OpenSSH's own client reads it. */
import { execFile } from 'node:child_process'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { StudioError } from '../../../shared/errors'
import { addressWords, readAddress } from './address'

/** Where to connect, and what with. */
export interface Target {
  host: string
  port: number
  user: string
  /** Files of private keys, in the order in which they are tried; they need not be there. */
  identities: string[]
  /** Socket of an agent that holds keys; null: none. */
  agent: string | null
  /** Files with the keys of machines that are known. */
  knownHosts: string[]
  /** The name that its key is known by. */
  keyName: string
  /** Machines on the way, the nearest first. */
  jumps: string[]
}

const standardKeys = ['id_ed25519', 'id_ecdsa', 'id_rsa']

/**
 * @param words user@host, host:port, or a name of ~/.ssh/config
 * @param config another file than that; of `env` where left out
 * @throws StudioError bad-input; unsupported where the way there is a command
 */
export async function resolveTarget(words: string, config = process.env.ATELIER_SSH_CONFIG): Promise<Target> {
  const address = readAddress(words)
  const { user, host, port } = address
  const options = await askClient([
    ...(config ? ['-F', config] : []),
    ...(port === null ? [] : ['-p', String(port)]),
    ...(user === null ? [] : ['-l', user]),
    host
  ])
  const one = (key: string): string | undefined => options.get(key)?.[0]
  const named = (key: string): string | undefined => (one(key) === 'none' ? undefined : one(key))
  if (named('proxycommand') !== undefined)
    throw new StudioError(
      'unsupported',
      `~/.ssh/config reaches ${addressWords(address)} through a command of its own (ProxyCommand). Name the machines ` +
        'on the way with ProxyJump.'
    )
  const name = one('hostname') ?? host
  return {
    host: name,
    port: Number(one('port') ?? port ?? 22),
    user: one('user') ?? user ?? userInfo().username,
    identities: (options.get('identityfile') ?? standardKeys.map(key => `~/.ssh/${key}`)).map(atHome),
    agent: agentOf(named('identityagent')),
    knownHosts: [
      ...(named('userknownhostsfile') ?? '~/.ssh/known_hosts').split(' '),
      ...(named('globalknownhostsfile') ?? '').split(' ')
    ]
      .filter(file => file !== '')
      .map(atHome),
    keyName: named('hostkeyalias') ?? name,
    jumps: (named('proxyjump') ?? '').split(',').filter(jump => jump !== '')
  }
}

const atHome = (path: string): string => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : path)

function agentOf(named: string | undefined): string | null {
  if (named !== undefined && named !== 'SSH_AUTH_SOCK') return atHome(named)
  return process.env.SSH_AUTH_SOCK ?? null
}

/**
 * What `ssh -G` prints, by key. Empty where OpenSSH's client is not installed: then there is no ~/.ssh/config to obey.
 * @throws StudioError bad-input with its own words
 */
async function askClient(words: string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  try {
    const { stdout } = await promisify(execFile)('ssh', ['-G', ...words], { timeout: 10_000 })
    for (const line of stdout.split('\n')) {
      const space = line.indexOf(' ')
      if (space < 0) continue
      const key = line.slice(0, space).toLowerCase()
      found.set(key, [...(found.get(key) ?? []), line.slice(space + 1).trim()])
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return found
    const said = String((cause as { stderr?: string }).stderr ?? cause).trim()
    throw new StudioError('bad-input', `~/.ssh/config cannot be read by ssh: ${said.slice(0, 300)}`, { cause })
  }
  return found
}
