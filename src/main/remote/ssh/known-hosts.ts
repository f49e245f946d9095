/** Whose key is known: files in the form of OpenSSH's known_hosts, see sshd(8). They are read, never written. */
import { createHash, createHmac } from 'node:crypto'
import { readRegular } from '../../lib/regular-file'

/** Of one file. */
const mostBytes = 2e7

export interface KnownKey {
  /** As ssh-ed25519. */
  type: string
  key: Buffer
  /** Never to be accepted again. */
  revoked: boolean
}

/**
 * The keys that a machine is known by, in no order.
 * @param name host name or address as it is connected to
 * @param files that need not be there
 */
export async function knownKeys(name: string, port: number, files: readonly string[]): Promise<KnownKey[]> {
  const wanted = port === 22 ? name : `[${name}]:${port}`
  const texts = await Promise.all(files.map(file => readRegular(file, { most: mostBytes }).then(String, () => '')))
  return texts.flatMap(text => text.split('\n').flatMap(line => read(line, wanted)))
}

function read(line: string, wanted: string): KnownKey[] {
  const words = line.trim().split(/\s+/)
  const marker = words[0]?.startsWith('@') ? words.shift() : undefined
  const [hosts = '', type = '', key = ''] = words
  // Authorities that sign the keys of others are not looked at.
  if (hosts.startsWith('#') || key === '' || (marker !== undefined && marker !== '@revoked')) return []
  if (!isNamed(hosts, wanted)) return []
  return [{ type, key: Buffer.from(key, 'base64'), revoked: marker === '@revoked' }]
}

function isNamed(hosts: string, wanted: string): boolean {
  const [, version, salt = '', hash = ''] = hosts.split('|')
  if (version === '1') return createHmac('sha1', Buffer.from(salt, 'base64')).update(wanted).digest('base64') === hash
  const patterns = hosts.split(',')
  const matches = (pattern: string): boolean => asExpression(pattern).test(wanted)
  return (
    patterns.some(pattern => !pattern.startsWith('!') && matches(pattern)) &&
    !patterns.some(pattern => pattern.startsWith('!') && matches(pattern.slice(1)))
  )
}

/** `*` and `?` stand for any letters, and for one. */
const asExpression = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i'
  )

/** As ssh-keygen prints it: SHA256:… */
export const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replaceAll('=', '')}`

/** As ssh-ed25519: a key says its own type first. */
export function keyType(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0
  return key.subarray(4, 4 + Math.min(length, 64)).toString('latin1')
}
