/** How one proves who one is: the agent's keys, then the files of keys. Never a password. */
import { readFile } from 'node:fs/promises'
import type { AnyAuthMethod } from 'ssh2'
import type { Target } from './target'

/** In the order in which they are tried. Keys that a passphrase guards are left to the agent. */
export async function authenticators({ user: username, agent, identities }: Target): Promise<AnyAuthMethod[]> {
  const { default: ssh2 } = await import('ssh2')
  const keys = await Promise.all(identities.map(file => readFile(file).catch(() => null)))
  return [
    { type: 'none', username },
    ...(agent === null ? [] : [{ type: 'agent', username, agent } as const]),
    ...keys.flatMap((key): AnyAuthMethod[] =>
      key === null || ssh2.utils.parseKey(key) instanceof Error ? [] : [{ type: 'publickey', username, key }]
    )
  ]
}
