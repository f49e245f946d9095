/** A sweep's report: its page, with the newest samples of the best. */
import type { Handlers, Output } from '../../../shared/ipc'
import type { Sweep } from '../../../shared/sweeps/sweep'
import { places, trainedSteps } from '../../../shared/sweeps/words'
import { metrics } from '../../metrics'
import type { Store } from '../../store'
import { reportPage, shownPlaces } from '../../sweeps/report/page'

export type Looking = Pick<Handlers, 'runEpochs' | 'sampleSheet'>

export async function sweepReport(store: Store, looking: Looking, sweep: Sweep): Promise<Output<'sweepReport'>> {
  const samples = new Map<string, Uint8Array>()
  for (const { run } of shownPlaces(places(sweep)).flatMap(({ trials }) => trials)) {
    const sheet = await newestSheet(looking, run)
    if (sheet) samples.set(run, sheet)
  }
  const metric = metrics.find(sweep.plan.metric)
  const html = reportPage({ sweep, metric, steps: trainedSteps(sweep, store.runs.list()), samples })
  return { html, samples: samples.size }
}

/** Null where its run is gone, or has none yet. */
async function newestSheet({ runEpochs, sampleSheet }: Looking, run: string): Promise<Uint8Array | null> {
  const epoch = await runEpochs({ run }).then(
    ({ sampled }) => sampled.at(-1),
    () => undefined
  )
  if (epoch === undefined) return null
  return (await sampleSheet({ run, epoch })).png
}
