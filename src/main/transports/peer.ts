/** Whose process is at the other end of a connection within this machine. */
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

/**
 * Whether the process at the other end belongs to this account, or to root, which may do anything anyway. Linux alone
 * says so; elsewhere true: on Windows others do not see what a program was started with, and on macOS it is not started
 * with it.
 */
export function isOurs(
  { remotePort, localPort }: Pick<Socket, 'remotePort' | 'localPort'>,
  tables = readTables(),
  account = process.getuid?.()
): boolean {
  if (account === undefined || tables === null || remotePort === undefined || localPort === undefined) return true
  const owner = ownerOf(tables, remotePort, localPort)
  return owner !== null && (owner === account || owner === 0)
}

/**
 * The account of the socket that leads from one port to another, in the form of /proc/net/tcp; null where there is
 * none.
 */
function ownerOf(tables: string, from: number, to: number): number | null {
  const [ours, theirs] = [hex(from), hex(to)]
  for (const line of tables.split('\n')) {
    const [, local, remote, , , , , account] = line.trim().split(/\s+/)
    if (local?.endsWith(ours) && remote?.endsWith(theirs) && account !== undefined) return Number(account)
  }
  return null
}

const hex = (port: number): string => `:${port.toString(16).toUpperCase().padStart(4, '0')}`

/** Null where the system has no such tables. */
function readTables(): string | null {
  if (process.platform !== 'linux') return null
  try {
    return (
      ['/proc/net/tcp', '/proc/net/tcp6']
        .map(file => {
          try {
            return readFileSync(file, 'utf8')
          } catch {
            return ''
          }
        })
        .join('\n') || null
    )
  } catch {
    return null
  }
}
