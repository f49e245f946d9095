/** app://: the built window, served with the browser host's own rules and headers. */
import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { built, findPage, pageHeaders } from '../transports/pages'
import { isOurs, scheme } from './origin'

/** Before the app is ready: app:// behaves like https. */
export function setupScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }
  ])
}

/** After the app is ready. */
export function setupPages(folder = built('renderer')): void {
  protocol.handle(scheme, async request => {
    const page =
      request.method === 'GET' && isOurs(request.url) ? await findPage(folder, new URL(request.url).pathname) : null
    if (!page) return new Response('There is no such page.\n', { status: 404, headers: pageHeaders() })
    return new Response(await readFile(page.file), {
      headers: { ...pageHeaders(), 'Content-Type': page.type, 'Cache-Control': page.cache }
    })
  })
}
