/** Works out what is missing of one subject: checkpoint by checkpoint, metric by metric. */
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Progress } from '../../lib/progress'
import { encodeSheet } from '../../drawing/sheet'
import type { Found, Metric } from '../../metrics/metric'
import type { Store } from '../../store'
import { writeWhole } from '../../lib/whole-file'
import type { StoredCheckpoint } from '../../store/history'
import type { StoredValue } from '../../store/metrics'
import type { Context } from '../context'
import { checkCheckpoint } from '../integrity/checkpoint'
import { hashOfBytes } from '../integrity/sheet'
import { preparePictures } from '../training/preparation'
import { evaluatedOn, partsOf } from '../training/trained-on'
import { isAlike, type Plan } from './plan'
import { provide } from './provide'
import { MetricsThread } from './evaluator'

/** Every value is stored as soon as it is known: cancelling keeps what was done. */
export async function measure(
  context: Context,
  run: Run,
  { subject, settings, missing }: Plan,
  signal: AbortSignal,
  progress: Progress
): Promise<void> {
  const { store } = context
  if (!run.dataset)
    throw new StudioError(
      'not-found',
      `The dataset "${run.datasetName}" of "${run.name}" was deleted: there is nothing to compare its samples with.`
    )
  const parts = partsOf(store, run, run.dataset)
  const prepare = (which: 'trained' | 'heldOut') => preparePictures(context, run, { signal, progress }, which)
  const dataset = await prepare(subject.heldOut === 'instead' ? evaluatedOn(parts, run) : 'trained')
  const apart = subject.heldOut === 'beside' && parts.heldOut.images.length > 0 ? await prepare('heldOut') : null
  const [only] = missing
  const label = subject
    .words(run)
    .doing(missing.length === 1 && only ? `epoch ${only.checkpoint.epoch}` : `${missing.length} epochs`)
  const step = stepper(
    progress,
    label,
    missing.reduce((sum, { metrics }) => sum + 1 + metrics.length, 0)
  )
  const thread = new MetricsThread(signal)
  try {
    signal.throwIfAborted()
    const provider = provide(context, run, {
      ...{ subject: subject.id, dataset, apart, settings, signal },
      classes: parts.classes.length
    })
    thread.answers = provider.answers
    await thread.order('open', provider.opening)
    for (const { checkpoint, metrics } of missing) {
      await checkCheckpoint(store, run, checkpoint)
      await thread.order('next', await provider.next(checkpoint, step()))
      for (const metric of metrics) {
        const known =
          store.metrics
            .list(run.id)
            .find(value => value.metric === metric.id && isAlike(run, subject, value.settings, settings)) ?? null
        const share = step()
        const found = await thread.order('measure', { metric: metric.id, seed: settings.seed ?? 0, known }, share)
        share(1)
        await keep(store, run, { metric, checkpoint, settings, found })
      }
    }
  } finally {
    thread.close()
  }
}

interface Kept {
  metric: Metric
  checkpoint: StoredCheckpoint
  settings: Record<string, number>
  found: Found
}

async function keep(
  store: Store,
  run: Run,
  { metric: { id: metric }, checkpoint: { epoch, step }, settings, found }: Kept
): Promise<void> {
  const number = (value: number | null | undefined): number | null => (Number.isFinite(value) ? (value ?? null) : null)
  const figure = found.tiles ? await draw(store, run, { metric, epoch, tiles: found.tiles }) : null
  store.metrics.add(run.id, {
    metric,
    epoch,
    step,
    settings,
    value: number(found.value),
    reference: number(found.reference),
    detail: found.detail ?? null,
    figure
  })
}

async function draw(
  store: Store,
  run: Run,
  { metric, epoch, tiles }: { metric: string; epoch: number; tiles: NonNullable<Found['tiles']> }
): Promise<NonNullable<StoredValue['figure']>> {
  const { png, ...places } = await encodeSheet(tiles, { columns: tiles.columns })
  const path = store.files.figure(run.id, metric, epoch)
  store.ensureWritable()
  await writeWhole(path, png)
  return { ...places, epoch, path, sha256: hashOfBytes(png) }
}

/** One bar of 100 for the whole: each call begins the next of `count` equal parts and gives what fills it. */
function stepper(progress: Progress, label: string, count: number): () => (share: number) => void {
  let begun = -1
  return () => {
    const at = ++begun
    return share => progress({ label, done: Math.floor((100 * (at + share)) / count), total: 100 })
  }
}
