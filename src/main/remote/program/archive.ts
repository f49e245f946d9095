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
  const root = programRoot()
  const built = builtIn(root)
  const files = [
    ...parts.flatMap(part => entriesBelow(join(root, part), root, '')),
    ...entriesBelow(built, built, 'out/main/')
  ].toSorted((a, b) => (a.path < b.path ? -1 : 1))
  return tarFile('program.tgz', files, signal)
}

/**
 * A checkout, or what the packaged app carries of one beside its archive (packaging/program.mjs): packing changes
 * package.json, and leaves package-lock.json out.
 * @throws StudioError unsupported
 */
export function programRoot(): string {
  const running = bundledProgram('cli.js', undefined)
  for (let folder = running && dirname(running); folder; folder = dirname(folder)) {
    const found = [folder, join(folder, 'program')].find(isRoot)
    if (found) return found
    if (dirname(folder) === folder) break
  }
  throw new StudioError(
    'unsupported',
    'This Atelier lacks the files that set another machine up (scripts, package-lock.json). Install it again, or ' +
      'prepare the machine from a checkout of the same version: `bin/atelier machines prepare NAME`.'
  )
}

const isRoot = (folder: string): boolean =>
  ['scripts/bootstrap.mjs', 'package-lock.json'].every(file => existsSync(join(folder, file)))

/** What runs here where it lies in the tree, else what is carried as plain files: an archive's cannot be streamed. */
function builtIn(root: string): string {
  const running = dirname(bundledProgram('cli.js', undefined) ?? root)
  return running.startsWith(root + sep) ? running : join(root, 'out', 'main')
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
