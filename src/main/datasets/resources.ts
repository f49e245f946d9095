/** Files shipped with Atelier, found from the sources, from the built bundle and inside an app package alike. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

let root: string | null = null

/** The absolute path of a file under resources/. */
export function resourceFile(...parts: string[]): string {
  root ??= findRoot()
  return join(root, 'resources', ...parts)
}

/**
 * This module lies at different depths before and after bundling: the nearest folder above with resources in it is the
 * root.
 */
function findRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'resources', 'samples'))) return folder
    if (dirname(folder) === folder) throw new Error(`No resources folder above ${import.meta.dirname}.`)
  }
}
