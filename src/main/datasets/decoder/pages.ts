/** Parts of a large file, read by the page: pictures are asked for one after another, and are small. */
import { openRegular, readAt } from '../../lib/regular-file'
import { damagedFile } from '../starters/damaged'

const pageBytes = 2 ** 20
/** Several are decoded side by side, and a glance jumps about. */
const pagesKept = 4

const pages = new Map<string, Promise<Buffer>>()

/** @throws StudioError not-readable, where the file is gone or too short */
export async function readStored(file: string, offset: number, length: number): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let at = offset; at < offset + length;) {
    const number = Math.floor(at / pageBytes),
      start = at - number * pageBytes
    const part = (await page(file, number)).subarray(start, start + offset + length - at)
    if (part.length === 0) {
      // Once it was mended it is read anew.
      for (const key of pages.keys()) if (key.startsWith(`${file}:`)) pages.delete(key)
      throw damagedFile(file)
    }
    parts.push(part)
    at += part.length
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
}

function page(file: string, number: number): Promise<Buffer> {
  const key = `${file}:${number}`
  const found =
    pages.get(key) ??
    readPage(file, number).catch((error: unknown) => {
      pages.delete(key)
      throw damagedFile(file, error)
    })
  // The one used last stays longest.
  pages.delete(key)
  pages.set(key, found)
  for (const old of pages.keys()) if (pages.size > pagesKept) pages.delete(old)
  return found
}

async function readPage(file: string, number: number): Promise<Buffer> {
  const handle = await openRegular(file)
  try {
    const bytes = Buffer.alloc(pageBytes)
    return bytes.subarray(0, await readAt(handle.fd, bytes, number * pageBytes))
  } finally {
    await handle.close()
  }
}
