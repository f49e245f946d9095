/** What a trial is compared by: a metric of its newest checkpoint, turned so that lower is better. */
import type { Evaluation, Metric, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { TrialScore } from '../../../shared/sweeps/sweep'
import { chosenMetrics, metricsOf } from '../../metrics'

/** Distances tell more than shares; what should only be as in the pictures, such as variety, says least. */
const tells: readonly Metric['better'][] = ['lower', 'higher', 'reference']

/** Metrics that say of one checkpoint by itself how good it is, on runs of such examples; what tells most first. */
export const comparable = (run: Pick<Run, 'exampleKind'>): Pick<Metric, 'id' | 'label'>[] =>
  metricsOf(run)
    .flatMap(({ metric, subject }) =>
      !subject.onRequest && (metric.better !== 'reference' || metric.reference) ? [metric] : []
    )
    .toSorted((a, b) => tells.indexOf(a.better) - tells.indexOf(b.better))

/**
 * The metric that runs of such a model are compared by.
 * @throws StudioError bad-input where there is no such, or it says of no checkpoint by itself how good it is
 */
export function metricFor(run: Pick<Run, 'exampleKind' | 'name'>, asked: string | undefined): string {
  const ids = comparable(run).map(({ id }) => id)
  if (asked === undefined) {
    const [first] = ids
    if (first !== undefined) return first
    throw new StudioError('unsupported', `Nothing measures how good a run such as "${run.name}" is.`)
  }
  chosenMetrics(run, [asked])
  if (ids.includes(asked)) return asked
  throw new StudioError('bad-input', `Runs cannot be compared by "${asked}" alone: choose one of ${ids.join(', ')}.`)
}

/** @param found of one checkpoint and one metric */
export function scoreOf({ metrics, values }: Pick<Evaluation, 'metrics' | 'values'>, step: number): TrialScore {
  const [metric] = metrics
  const newest = values.findLast(each => each.metric === metric?.id)
  if (!metric || !newest || newest.value === null) return { step, value: null, rank: null }
  return { step, value: newest.value, rank: rankOf(metric, newest.value, newest.reference) }
}

function rankOf({ better }: Pick<Metric, 'better'>, value: number, reference: number | null): number {
  if (better === 'reference') return Math.abs(value - (reference ?? 0))
  return better === 'lower' ? value : -value
}
