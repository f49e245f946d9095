/** How one proves who one is: the agent's keys, then the files of keys. Never a password. */
import type { AnyAuthMethod } from 'ssh2'
import { readRegular } from '../../lib/regular-file'
import type { Target } from './target'

/** No key is larger. */
const mostBytes = 1e5

/** In the order in which they are tried. Keys that a passphrase guards are left to the agent. */
export async function authenticators({ user: username, agent, identities }: Target): Promise<AnyAuthMethod[]> {
  const { default: ssh2 } = await import('ssh2')
  const keys = await Promise.all(identities.map(file => readRegular(file, { most: mostBytes }).catch(() => null)))
  return [
    { type: 'none', username },
    ...(agent === null ? [] : [{ type: 'agent', username, agent } as const]),
    ...keys.flatMap((key): AnyAuthMethod[] =>
      key === null || ssh2.utils.parseKey(key) instanceof Error ? [] : [{ type: 'publickey', username, key }]
    )
  ]
}
