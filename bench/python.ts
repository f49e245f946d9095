/** The Python environment of the peers: made once, in the folder of caches, from PyPI by pip. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../src/main/lib/packages/cache-folder'

const packages = ['torch', 'keras', 'tensorflow-cpu', 'jax', 'numpy']

/** @returns the interpreter. Takes minutes and gigabytes the first time. */
export async function peerPython(): Promise<string> {
  const folder = join(cacheFolder(), 'bench-peers')
  const python = join(folder, 'bin', 'python')
  const complete = join(folder, 'complete')
  if (existsSync(complete)) return python
  process.stderr.write(`Installing ${packages.join(', ')} into ${folder} …\n`)
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' })
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' })
  execFileSync(python, ['-c', `open(${JSON.stringify(complete)}, 'w')`])
  return python
}
