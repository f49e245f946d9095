/**
 * Builds the thread of metrics from the sources into a folder of its own, so that what is tested is what is written
 * here.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../..')

/** Studios of this process use it from now on. @returns what removes it */
export async function buildEvaluator(): Promise<() => void> {
  const parent = join(root, 'node_modules', '.cache')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'atelier-evaluator-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      rollupOptions: { input: { evaluator: 'src/main/metrics/worker.ts' } },
      outDir: folder,
      emptyOutDir: false,
      target: 'node22'
    }
  })
  process.env.ATELIER_EVALUATOR = join(folder, 'evaluator.js')
  return () => rmSync(folder, { recursive: true, force: true })
}
