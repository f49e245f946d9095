/** What a disk has room for. */
import { statfs } from 'node:fs/promises'

/** Bytes that this account may still write to the disk of a folder; null where the system does not say. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    return null
  }
}
