/** A file's first bytes, and its length. */
import { openRegular, readAt } from '../../lib/regular-file'

/** @returns null where there is no such file, or it is not one @throws never */
export async function headOf(file: string, bytes: number): Promise<{ start: Buffer; length: number } | null> {
  const handle = await openRegular(file).catch(() => null)
  if (!handle) return null
  try {
    const start = Buffer.alloc(bytes)
    return { start: start.subarray(0, await readAt(handle.fd, start, 0)), length: (await handle.stat()).size }
  } catch {
    return null
  } finally {
    await handle.close()
  }
}
