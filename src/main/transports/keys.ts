/**
 * What opens the studio: the secret token; and for a browser that this program itself starts, a code in its place,
 * because others on this machine see what programs are started with. A code opens once, within a minute, for this
 * account alone.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isOurs } from './peer'

/** How long a browser may take to start, milliseconds. */
const patience = 60_000

/** 256 random bits, written so that they fit a URL's fragment and a header. */
export function makeToken(): string {
  return randomBytes(32).toString('base64url')
}

export class Keys {
  private readonly codes = new Map<string, NodeJS.Timeout>()

  /** @param mayUseCode whether whoever sent a request belongs to this account, as far as the system tells */
  constructor(
    readonly token = makeToken(),
    private readonly mayUseCode: (request: IncomingMessage) => boolean = ({ socket }) => isOurs(socket),
    private readonly longest = patience
  ) {}

  /** A code that opens once in place of the token. */
  makeCode(): string {
    const code = makeToken()
    const timer = setTimeout(() => this.codes.delete(code), this.longest)
    timer.unref()
    this.codes.set(code, timer)
    return code
  }

  /** Whether a socket may open, and the token where it has shown a code and is yet to be told. */
  open(request: IncomingMessage): { told?: string } | null {
    const offered = request.headers['sec-websocket-protocol']?.split(',').map(name => name.trim()) ?? []
    const word = (kind: string): string | undefined => offered.find(name => name.startsWith(kind))?.slice(kind.length)
    if (same(word('token.') ?? '', this.token)) return {}
    const code = word('code.')
    return code !== undefined && this.spend(code, request) ? { told: this.token } : null
  }

  /** Shown by a stranger it is spent as well: who was started with it is not the only one who knows it. */
  private spend(code: string, request: IncomingMessage): boolean {
    const known = [...this.codes.keys()].find(each => same(code, each))
    if (known === undefined) return false
    clearTimeout(this.codes.get(known))
    this.codes.delete(known)
    return this.mayUseCode(request)
  }
}

/** Compares in a time that tells nothing about where they differ, nor about the length. */
function same(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
