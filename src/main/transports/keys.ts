/**
 * What opens the studio: the secret token; and for a browser that this program itself starts, a code in its place,
 * because others on this machine see what programs are started with. A code opens once, within a minute, for this
 * account alone.
 *
 * A window proves that it knows the token without sending it: while the studio is gone it keeps knocking, and whoever
 * took its port meanwhile would hear a token that opens the next start, too. What it sends is good for the challenge of
 * this very start, for a short time, and at the address that the window itself sees.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isOurs } from './peer'

/** How long a browser may take to start, milliseconds. */
const patience = 60_000
/** How long a challenge may be answered, milliseconds. */
const challengeLife = 30_000

/** 256 random bits, written so that they fit a URL's fragment and a header. */
function makeToken(): string {
  return randomBytes(32).toString('base64url')
}

export class Keys {
  private readonly codes = new Map<string, NodeJS.Timeout>()
  /** Of this start: what was a challenge before it is none any more. */
  private readonly secret = randomBytes(32)

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

  /** What a window answers with a proof. Nothing is kept for it: asking for many costs nothing. */
  challenge(now = Date.now()): string {
    const ends = (now + challengeLife).toString(36)
    return `${ends}-${createHmac('sha256', this.secret).update(ends).digest('base64url')}`
  }

  /** Whether a socket may open, and the token where it has shown a code and is yet to be told. */
  open(request: IncomingMessage): { told?: string } | null {
    const offered = request.headers['sec-websocket-protocol']?.split(',').map(name => name.trim()) ?? []
    const word = (kind: string): string | undefined => offered.find(name => name.startsWith(kind))?.slice(kind.length)
    if (same(word('token.') ?? '', this.token)) return {}
    if (this.isProof(word('proof.') ?? '', request.headers.host ?? '')) return {}
    const code = word('code.')
    return code !== undefined && this.spend(code, request) ? { told: this.token } : null
  }

  private isProof(word: string, host: string, now = Date.now()): boolean {
    const [challenge = '', proof = ''] = word.split('.')
    const [ends = ''] = challenge.split('-')
    const issued = Number.parseInt(ends, 36) - challengeLife
    if (!(issued <= now && now < issued + challengeLife)) return false
    return same(challenge, this.challenge(issued)) && same(proof, proofOf(this.token, challenge, host))
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

/** What only who knows the token can say of a challenge, at the address where it was given. */
export function proofOf(token: string, challenge: string, host: string): string {
  return createHmac('sha256', token).update(`${challenge} ${host.toLowerCase()}`).digest('base64url')
}

/** Compares in a time that tells nothing about where they differ, nor about the length. */
function same(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
