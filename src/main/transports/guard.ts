/** Who may talk to the browser host: this machine's own pages. What opens the studio to them is in keys.ts. */
import type { IncomingMessage } from 'node:http'

/**
 * Whether the request names us by a loopback name and our own port. A page elsewhere that points its own name
 * at this machine (DNS rebinding) still sends that name.
 */
export function hostAllowed(request: IncomingMessage, port: number): boolean {
  const host = request.headers.host?.toLowerCase()
  return host !== undefined && loopbackHosts(port).includes(host)
}

/** Whether it was one of our own pages that asks; browsers always say so when they open a socket. */
export function originAllowed(request: IncomingMessage): boolean {
  return request.headers.origin?.toLowerCase() === `http://${request.headers.host?.toLowerCase()}`
}

export function loopbackHosts(port: number): string[] {
  const names = ['127.0.0.1', 'localhost', '[::1]']
  const hosts = names.map(name => `${name}:${port}`)
  // Browsers leave out the port that is the scheme's own.
  return port === 80 ? [...hosts, ...names] : hosts
}
