/** Which page is ours: the built window under app://, or the development server's while developing. */
import type { WebFrameMain } from 'electron'
import { developmentPage } from './development'

export const scheme = 'app'
const name = 'atelier'

/** Address of the window's page. */
export function home(): string {
  return developmentPage() ?? `${scheme}://${name}/`
}

export function isOurs(url: string): boolean {
  try {
    // Not `origin`: it is "null" for every scheme that Node does not know.
    const [given, ours] = [new URL(url), new URL(home())]
    return given.protocol === ours.protocol && given.host === ours.host
  } catch {
    return false
  }
}

/** A message counts only from the top frame of one of our windows, while it shows our page. */
export function fromOurPage({ senderFrame }: { senderFrame: WebFrameMain | null }): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOurs(senderFrame.url)
}
