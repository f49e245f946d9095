/** What is checked without running anything: lint, format and types. */
import { inRoot, root } from './paths.mjs'
import { run } from './processes.mjs'
import { tool } from './tool.mjs'

/** The native compiler takes a quarter of the time; components are checked with the older one's interface. */
const compiler = () => tool('tsc', 'typescript-7')

const checks = [
  { name: 'lint', args: () => [tool('oxlint'), '--deny-warnings'] },
  { name: 'layers', args: () => [inRoot('scripts', 'lib', 'layers.mjs')] },
  { name: 'lines', args: () => [inRoot('scripts', 'lib', 'lines.mjs')] },
  { name: 'sizes', args: () => [inRoot('scripts', 'lib', 'sizes.mjs')] },
  { name: 'format', args: () => [tool('oxfmt'), '--check', '.'] },
  { name: 'types', args: () => [compiler(), '--noEmit'] },
  { name: 'types of scripts', args: () => [compiler(), '-p', 'scripts'] },
  {
    name: 'types of components',
    args: () => [tool('svelte-check'), '--tsconfig', './tsconfig.json', '--output', 'human', '--fail-on-warnings']
  }
]

/**
 * Runs each and prints its findings.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks(node, env) {
  const count = { passed: 0, failed: 0 }
  for (const { name, args } of checks) {
    const { status, output } = await run(node, args(), { cwd: root, env })
    count[status === 0 ? 'passed' : 'failed']++
    process.stdout.write(status === 0 ? `✓ ${name}\n` : `✗ ${name}\n${output.trimEnd()}\n`)
  }
  return count
}
