/** This program in one file, as another machine is to run it: what is built, and the scripts that set it up. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { StudioError } from '../../../shared/errors'
import { bundledProgram } from '../../lib/bundled-program'
import type { TarEntry } from '../tar'
import { tarFile, type TarFile } from '../tar-file'

/** What set-up and the command line want, beside what is built. */
const parts = ['package.json', 'package-lock.json', '.npmrc', 'LICENSE', 'bin', 'scripts', 'resources']

/**
 * @param signal aborting rejects with its reason
 * @throws StudioError unsupported where this program does not carry what sets another machine up
 */
export async function programArchive(signal?: AbortSignal): Promise<TarFile> {
  const built = bundledProgram('cli.js', undefined)
  const root = built && rootAbove(dirname(built))
  if (!built || !root)
    throw new StudioError(
      'unsupported',
      'This Atelier was installed as an app, which does not carry what sets another machine up. Prepare the machine ' +
        'once from a checkout of the same version: `bin/atelier machines prepare NAME`.'
    )
  const files = [
    ...parts.flatMap(part => entriesBelow(join(root, part), root, '')),
    ...entriesBelow(dirname(built), dirname(built), 'out/main/')
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return tarFile('program.tgz', files, signal)
}

function rootAbove(folder: string): string | null {
  if (existsSync(join(folder, 'scripts', 'bootstrap.mjs')) && existsSync(join(folder, 'package-lock.json')))
    return folder
  return dirname(folder) === folder ? null : rootAbove(dirname(folder))
}

/** @param below what their paths begin with */
function entriesBelow(path: string, from: string, below: string): TarEntry[] {
  const facts = statSync(path, { throwIfNoEntry: false })
  if (facts?.isDirectory())
    return readdirSync(path).flatMap(name => (name.endsWith('.map') ? [] : entriesBelow(join(path, name), from, below)))
  if (!facts?.isFile()) return []
  const name = below + relative(from, path).split(sep).join('/')
  return [{ path: name, from: { file: path, size: facts.size }, executable: (facts.mode & 0o111) !== 0 }]
}
