/** What is being made, and must not stay where this process ends before it is whole. */
import { rmSync } from 'node:fs'

const paths = new Set<string>()

/**
 * Removes a file or folder when the process exits, however far it is.
 * @returns what is called once it is whole, or gone
 */
export function leftover(path: string): () => void {
  if (paths.size === 0) process.once('exit', removeAll)
  paths.add(path)
  return () => {
    paths.delete(path)
    if (paths.size === 0) process.off('exit', removeAll)
  }
}

function removeAll(): void {
  for (const path of paths) {
    try {
      rmSync(path, { recursive: true, force: true })
    } catch {
      // The next start finds it.
    }
  }
}
