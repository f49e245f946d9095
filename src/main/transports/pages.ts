/** The built window (out/renderer) as pages, for the browser host's HTTP and for Electron's app:// scheme. */
import { existsSync } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { dirname, extname, join, sep } from 'node:path'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2'
}

export interface Page {
  file: string
  type: string
  cache: string
}

/** A place under `out`, where everything is built to; found from the bundle and from the sources alike. */
export function built(...path: string[]): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'out', ...path)
}

/**
 * The file behind a URL's path (still percent-encoded, without query), or null: nothing outside the folder, nothing
 * hidden, and no kind of file that the window does not consist of.
 */
export async function findPage(folder: string, path: string): Promise<Page | null> {
  const segments = decoded(path)?.split('/').slice(1)
  if (!segments) return null
  if (segments.length === 1 && segments[0] === '') segments[0] = 'index.html'
  if (segments.some(segment => segment === '' || segment.startsWith('.') || /[\\:\u0000-\u001f]/.test(segment)))
    return null
  const type = types[extname(segments.at(-1) ?? '')]
  if (type === undefined) return null
  try {
    const root = await realpath(folder)
    const file = await realpath(join(root, ...segments))
    if (!file.startsWith(root + sep) || !(await stat(file)).isFile()) return null
    // What is built into assets/ has its hash in its name.
    return { file, type, cache: segments[0] === 'assets' ? 'public, max-age=31536000, immutable' : 'no-cache' }
  } catch {
    return null
  }
}

/**
 * What every page is sent with. `connect` names the sockets it may open beside its own origin.
 * Style attributes are allowed (templates and sliders place things with them); style sheets only from our own files.
 */
export function pageHeaders(connect: readonly string[] = []): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' blob: data:",
      "font-src 'self'",
      ['connect-src', "'self'", ...connect].join(' '),
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'"
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()'
  }
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path)
  } catch {
    return null
  }
}
