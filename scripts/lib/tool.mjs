/**
 * Where a package's tool lies: as a file for Node, since the links in .bin start whatever Node is first on the path.
 */
import { readFileSync } from 'node:fs'
import { inRoot } from './paths.mjs'
import { Problem } from './say.mjs'

/**
 * @param {string} name of a tool of a package that package.json names
 * @param {string} [from] the package, where several have such a tool
 * @returns {string}
 */
export function tool(name, from) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  for (const owner of from ? [from] : [name, ...Object.keys({ ...devDependencies, ...dependencies })]) {
    try {
      const { bin, name: own } = JSON.parse(readFileSync(inRoot('node_modules', owner, 'package.json'), 'utf8'))
      const file = typeof bin === 'string' ? (own.split('/').pop() === name ? bin : undefined) : bin?.[name]
      if (file) return inRoot('node_modules', owner, file)
    } catch {
      /* not a package of that name */
    }
  }
  throw new Problem(`None of Atelier's packages has a tool named “${name}”.`)
}
