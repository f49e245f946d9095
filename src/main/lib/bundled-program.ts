/** The studio's other programs: processes and threads that run a bundle of their own. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Where a bundle lies: where the environment says, else beside the running one, else where a source tree builds it.
 * @param named the environment's word
 * @returns null when there is none
 */
export function bundledProgram(file: string, named: string | undefined): string | null {
  if (named) return resolve(named)
  const here = dirname(fileURLToPath(import.meta.url))
  const places = [file, `../${file}`].map(place => resolve(join(here, place)))
  // However deep in the tree this file lies.
  for (let folder = here; dirname(folder) !== folder; folder = dirname(folder))
    places.push(join(folder, 'out/main', file))
  return places.find(place => existsSync(place)) ?? null
}

/** The text of a bundle, to be carried by something else; null where there is none. */
export async function bundledText(file: string): Promise<string | null> {
  const path = bundledProgram(file, undefined)
  return path === null ? null : readFile(path, 'utf8')
}
