/** `npm test [-- FILTER…]`: set-up, a browser, lint and types, then every test. Ends with one line of counts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrap } from './bootstrap.mjs'
import { runChecks } from './lib/checks.mjs'
import { root } from './lib/paths.mjs'
import { run } from './lib/processes.mjs'
import { explain, main } from './lib/say.mjs'
import { counts } from './lib/counts.mjs'
import { duration } from './lib/duration.mjs'
import { tool } from './lib/tool.mjs'
import { browser } from './steps/browser.mjs'
import { build } from './steps/build.mjs'

await main(async () => {
  const began = performance.now()
  const filters = process.argv.slice(2)
  const { node, env } = await bootstrap({ build: false })
  const total = { passed: 0, failed: 0, skipped: 0 }
  /** @param {Partial<typeof total>} more */
  const add = more => {
    for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += more[key] ?? 0
  }

  // A filter asks for some tests, not for the house to be inspected.
  if (filters.length === 0) add(await runChecks(node, env))
  try {
    await build(node)
    add({ passed: 1 })
    process.stdout.write('✓ build\n')
  } catch (error) {
    add({ failed: 1 })
    process.stdout.write(`✗ build\n${explain(error)}\n`)
  }
  const chromium = await browser(node, env)
  const folder = mkdtempSync(join(tmpdir(), 'atelier-test-'))
  const report = join(folder, 'report.json')
  const { status } = await run(
    node,
    [
      tool('vitest'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--reporter=${join(root, 'scripts/lib/second-tries.mjs')}`,
      `--reporter=${join(root, 'scripts/lib/ends.mjs')}`,
      `--outputFile.json=${report}`,
      ...filters
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { TF_CPP_MIN_LOG_LEVEL: '1', ...env, ...(chromium ? { ATELIER_CHROMIUM: chromium } : {}) }
    }
  )
  add(counts(read(report), status))
  rmSync(folder, { recursive: true, force: true })
  process.stdout.write(`All of it took ${duration(performance.now() - began)}.\n`)
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`)
  process.exitCode = total.failed > 0 ? 1 : 0
})

/** @param {string} file */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
