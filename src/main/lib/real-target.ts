/** Where a file that is to be written will lie. */
import { realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** The path without links, of which the last parts need not be there yet. Two names of one file come out the same. */
export async function realTarget(path: string): Promise<string> {
  const whole = resolve(path)
  try {
    return await realpath(whole)
  } catch {
    const folder = dirname(whole)
    return folder === whole ? whole : join(await realTarget(folder), basename(whole))
  }
}
