/**
 * Builds the thread of metrics from the sources into a folder of its own, so that what is tested is what is written
 * here.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { z } from 'zod'
import type { Evaluation, MetricValue } from '../../src/shared/domain'

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
      rollupOptions: { input: { evaluator: 'src/main/metrics/thread/worker.ts' } },
      outDir: folder,
      emptyOutDir: false,
      target: 'node22'
    }
  })
  process.env.ATELIER_EVALUATOR = join(folder, 'evaluator.js')
  return () => rmSync(folder, { recursive: true, force: true })
}

/** What a metric found of an epoch; by default of the newest that it is known of. */
export const valueIn = ({ values }: Evaluation, metric: string, epoch?: number): MetricValue | undefined =>
  values.findLast(value => value.metric === metric && value.epoch === (epoch ?? value.epoch))

const nearest = z.object({
  pairs: z.array(z.object({ picture: z.int(), path: z.string(), distance: z.number() })),
  searched: z.int(),
  copies: z.int()
})

/**
 * The nearest pictures of the newest epoch that has them, with what is said and shown of them.
 * @throws Error where there are none
 */
export function nearestIn(found: Evaluation) {
  const value = valueIn(found, 'nearest')
  const report = found.reports.find(({ metric }) => metric === 'nearest')
  if (!value || !report?.figure) throw new Error('There are no nearest pictures.')
  return {
    ...nearest.parse(value.detail),
    medianSample: value.value,
    medianReal: value.reference,
    epoch: value.epoch,
    notes: report.notes,
    sheet: report.figure.sheet
  }
}
