/** Every metric: one file of this folder each. Adding a metric is adding its file. */
import { z } from 'zod'
import type { Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { func, identifier, mark, Registry, words } from '../lib/registry'
import { exampleKinds } from '../models/examples'
import type { Metric, SubjectId } from './metric'
import { subjects, type AnySubject } from './subjects'

export type { Found, Metric, SubjectId } from './metric'
export { subjects, type AnySubject } from './subjects'

export const metrics = new Registry(
  'metric',
  import.meta.glob<Metric>(['./*.ts', '!./index.ts', '!./metric.ts'], { eager: true, import: 'default' }),
  {
    folder: 'metrics',
    fields: {
      id: identifier,
      label: words,
      short: words,
      help: words,
      better: z.enum(['lower', 'higher', 'reference']),
      share: mark,
      reference: z.object({ label: words, short: words }).optional(),
      newestOnly: mark,
      measure: z.record(z.string(), func),
      report: func.optional()
    },
    reserved: Object.fromEntries(subjects.ids.map(id => [id, 'all metrics that are measured on it'])),
    wrong: ({ measure }) =>
      Object.keys(measure)
        .filter(id => !subjects.get(id))
        .map(id => `declares a metric of "${id}". Metrics are measured on: ${subjects.ids.join(', ')}`)
  }
)

/** A metric on the subject that it is measured on. */
export interface Measured {
  metric: Metric
  subject: AnySubject
}

/** Metrics that apply to a run, subject by subject. */
export const metricsOf = (run: Pick<Run, 'exampleKind'>): Measured[] =>
  subjects.all
    .filter(({ id }) => exampleKinds.get(run.exampleKind)?.subjects.includes(id))
    .flatMap(subject =>
      metrics.all.filter(({ measure }) => measure[subject.id as SubjectId]).map(metric => ({ metric, subject }))
    )

/** Ids that name metrics: of a metric, or of a subject for all of its own. */
export const metricNames = (): string[] => [...subjects.ids, ...metrics.ids]

/**
 * Those of a run's metrics that are meant: by their own ids or their subject's; by default all but those that have to
 * be asked for.
 * @throws StudioError bad-input where there is no such metric, or none on such a run
 */
export function chosenMetrics(
  run: Pick<Run, 'exampleKind' | 'name'>,
  names: readonly string[] | undefined
): Measured[] {
  const all = metricsOf(run)
  if (!names) return all.filter(({ subject }) => !subject.onRequest)
  for (const name of names) if (!subjects.get(name)) metrics.find(name)
  const means = (name: string, { metric, subject }: Measured): boolean => metric.id === name || subject.id === name
  const idle = names.find(name => !all.some(each => means(name, each)))
  if (idle !== undefined)
    throw new StudioError(
      'bad-input',
      `"${idle}" is not measured on a run such as "${run.name}". What ` +
        `is: ${all.map(({ metric }) => metric.id).join(', ')}.`
    )
  return all.filter(each => names.some(name => means(name, each)))
}
