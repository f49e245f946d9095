/** What is being made, and goes away where this process ends before it is. */
import { rmSync } from 'node:fs'

/** @param {string} path a file or a folder @returns {() => void} to be called once it is whole, or gone */
export function leftover(path) {
  const remove = () => rmSync(path, { recursive: true, force: true })
  process.on('exit', remove)
  return () => {
    process.off('exit', remove)
  }
}
