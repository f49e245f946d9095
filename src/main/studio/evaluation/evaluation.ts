/** What is known of how good a run is, as the contract has it. */
import type { Evaluation, Metric, MetricReport, MetricSubject, Run, Sheet } from '../../../shared/domain'
import type { Measured } from '../../metrics'
import type { Store } from '../../store'
import type { StoredValue } from '../../store/metrics'
import { readSheet } from '../integrity/sheet'

/** @param found ascending by epoch; those of metrics that are not `measured` are left out */
export async function evaluationOf(
  store: Store,
  run: Run,
  measured: readonly Measured[],
  found: readonly StoredValue[]
): Promise<Evaluation> {
  const now = run.dataset ? store.datasets.get(run.dataset) : null
  // Its classes are those of the version that it is trained on.
  const dataset = now && { ...now, labels: store.versions.ofRun(run.id, now.id).classes ?? now.labels }
  const subjects = [...new Set(measured.map(({ subject }) => subject))].map((subject): MetricSubject => {
    const { title, intro, action } = subject.words(run)
    return {
      id: subject.id,
      title,
      intro,
      action,
      onRequest: subject.onRequest,
      options: [...subject.options],
      refusal: subject.refusal(run, dataset)
    }
  })
  const order = new Map(measured.map(({ metric }, i) => [metric.id, i]))
  const values = found
    .filter(({ metric }) => order.has(metric))
    .toSorted((a, b) => a.epoch - b.epoch || (order.get(a.metric) ?? 0) - (order.get(b.metric) ?? 0))
  const reports = await Promise.all(
    measured.map(each =>
      reportOf(
        store,
        run,
        each,
        values.findLast(({ metric }) => metric === each.metric.id)
      )
    )
  )
  return {
    subjects,
    metrics: measured.map(words),
    values: values.map(({ metric, epoch, value, reference, settings, detail }) => ({
      metric,
      epoch,
      value,
      reference,
      settings,
      detail
    })),
    reports: reports.flatMap(report => report ?? [])
  }
}

const words = ({
  metric: { id, label, short, help, better, share, reference, newestOnly },
  subject
}: Measured): Metric => ({
  id,
  subject: subject.id,
  label,
  short,
  help,
  better,
  share: share ?? false,
  reference: reference ?? null,
  newestOnly: newestOnly ?? false
})

/** Null where there is nothing to say, or its sheet is gone: it can be found again. */
async function reportOf(
  store: Store,
  run: Run,
  { metric }: Measured,
  newest: StoredValue | undefined
): Promise<MetricReport | null> {
  if (!newest || !metric.report) return null
  const { epoch, value, reference, settings, detail } = newest
  const { notes = [], table = null, figure } = metric.report({ run, epoch, value, reference, settings, detail })
  const sheet = await figureOf(store, run, newest)
  if (newest.figure && !sheet) return null
  return { metric: metric.id, epoch, notes, table, figure: figure && sheet ? { ...figure, sheet } : null }
}

/** The sheet that belongs to a value; null where there is none, or its file is gone or damaged. */
export const figureOf = (store: Store, run: Run, { figure, epoch, metric }: StoredValue): Promise<Sheet | null> =>
  figure
    ? readSheet(figure, `epoch ${epoch}`, sha256 => store.metrics.setHash(run.id, { epoch, metric }, sha256)).catch(
        () => null
      )
    : Promise.resolve(null)
