/**
 * Where a workspace was served last, and the token that opened it: a window that was open finds the studio again after
 * a restart. Both are kept together, since a window looks for it at that port alone; where the port is another's now,
 * the token is made anew.
 */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readRegularSync } from '../lib/regular-file'
import { writeWholeSync } from '../lib/whole-file'

const kept = z.object({ port: z.int().min(1).max(65_535), token: z.string().regex(/^[\w-]{43}$/) })

export type Address = z.infer<typeof kept>

const fileOf = (workspace: string): string => join(workspace, 'address.json')
/** Others' rights. */
const loose = 0o077

/** Null where there is none, it is damaged, or anybody else may have read or written it. Touches nothing. */
export function keptAddress(workspace: string): Address | null {
  try {
    const file = fileOf(workspace)
    const facts = lstatSync(file)
    if (!facts.isFile()) return null
    if (process.getuid && (facts.uid !== process.getuid() || (facts.mode & loose) !== 0)) return null
    return kept.parse(JSON.parse(readRegularSync(file, 4096).toString()))
  } catch {
    return null
  }
}

/** Where nothing can be written, the next start has a token of its own: no reason not to serve. */
export function keepAddress(workspace: string, { port, token }: Address): void {
  try {
    writeWholeSync(fileOf(workspace), Buffer.from(`${JSON.stringify(kept.parse({ port, token }))}\n`))
  } catch {
    // As said.
  }
}
