/** How good a run is: what metrics find of its checkpoints, and what was found before. */
import type { Evaluation, Run } from '../../../shared/domain'
import type { Handlers, Parsed } from '../../../shared/ipc'
import type { Progress } from '../../lib/progress'
import { chosenMetrics, metrics, metricsOf } from '../../metrics'
import type { Context } from '../context'
import { checkpointsOf } from './checkpoints'
import { evaluationOf } from './evaluation'
import { measure } from './measure'
import { planOf } from './plan'

export function evaluationHandlers(
  context: Context
): Pick<Handlers, 'evaluateRun' | 'listEvaluations' | 'newestMetrics'> {
  const { store, jobs } = context
  return {
    evaluateRun: (input, caller) =>
      jobs.run({ job: input.job, kind: 'evaluation', caller }, (signal, progress) =>
        evaluate(context, input, signal, progress)
      ),

    newestMetrics: async () => {
      const values = store.metrics.newest()
      const found = new Set(values.map(({ metric }) => metric))
      return {
        metrics: metrics.all
          .filter(({ id }) => found.has(id))
          .map(({ id, label, short, better, share = false }) => ({ id, label, short, better, share })),
        values: values.filter(({ metric }) => metrics.get(metric))
      }
    },

    listEvaluations: ({ run: id }) => {
      const run = store.runs.get(id)
      return evaluationOf(store, run, metricsOf(run), store.metrics.list(id))
    }
  }
}

async function evaluate(
  context: Context,
  { run: id, epochs, metrics, seed, options }: Parsed<'evaluateRun'>,
  signal: AbortSignal,
  progress: Progress
): Promise<Evaluation> {
  const { store } = context
  const run: Run = store.runs.get(id)
  const wanted = checkpointsOf(store, run, epochs)
  const chosen = chosenMetrics(run, metrics)
  for (const plan of await planOf(store, run, { checkpoints: wanted, chosen, seed, options }))
    await measure(context, run, plan, signal, progress)
  const asked = new Set(wanted.map(({ epoch }) => epoch))
  return evaluationOf(
    store,
    run,
    chosen,
    store.metrics.list(id).filter(({ epoch }) => asked.has(epoch))
  )
}
