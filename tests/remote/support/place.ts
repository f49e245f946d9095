/** A folder of a machine in which set-up finds its packages: what takes minutes of downloads is there already. */
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')

/** The built command line of this tree. */
export const builtProgram = join(root, 'out', 'main', 'cli.js')

/** As a program of another version would have left it. */
export function withPackages(folder: string): void {
  const before = join(folder, 'programs', 'before')
  mkdirSync(before, { recursive: true })
  copyFileSync(join(root, 'package-lock.json'), join(before, 'package-lock.json'))
  symlinkSync(join(root, 'node_modules'), join(before, 'node_modules'))
  symlinkSync('programs/before', join(folder, 'program'))
}
