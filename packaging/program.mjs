/**
 * What goes to another machine and sets itself up there (src/main/remote/program), as plain files beside the archive:
 * packing changes package.json and leaves package-lock.json out. Not by extraResources, which electron-builder takes
 * out of the archive.
 */
import { cp } from 'node:fs/promises'
import { join } from 'node:path'

const parts = ['package.json', 'package-lock.json', '.npmrc', 'LICENSE', 'bin', 'scripts', 'resources', 'out/main']

/** Measuring, and what debuggers read. */
const left = /[\\/]out[\\/]main[\\/](?:bench|contender|rates|epoch|quality[\w-]*)\.js$|\.map$/

/** @param {string} root of the source tree @param {string} to a folder that is made */
export async function copyProgram(root, to) {
  for (const part of parts)
    await cp(join(root, part), join(to, part), { recursive: true, filter: source => !left.test(source) })
}
