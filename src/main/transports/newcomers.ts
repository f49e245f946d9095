/**
 * Connections that have not shown the token: pages being fetched, and whoever else on this machine knocks. They are
 * few, and each is here for a short time; where there are too many, the one that has been here longest goes for the new
 * one. Windows that were let in are no newcomers and are not touched.
 */
import type { Socket } from 'node:net'

/** A browser fetches a page over six; every one of these costs a file handle and some kilobytes. */
const most = 128

export class Newcomers {
  /** Oldest first. */
  private readonly here = new Set<Socket>()

  constructor(private readonly limit = most) {}

  get count(): number {
    return this.here.size
  }

  add(socket: Socket): void {
    for (const oldest of this.here) {
      if (this.here.size < this.limit) break
      this.letGo(oldest)
    }
    this.here.add(socket)
    socket.once('close', () => this.here.delete(socket))
  }

  /** It has shown the token. */
  admit(socket: object): void {
    this.here.delete(socket as Socket)
  }

  private letGo(socket: Socket): void {
    this.here.delete(socket)
    socket.destroy()
  }
}
