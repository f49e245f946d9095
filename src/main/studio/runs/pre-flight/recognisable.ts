/** When samples were as good as known, in a run of the same model that was evaluated here. */
import type { ImageShape } from '../../../../shared/domain'
import type { ModelDefinition } from '../../../models/definition'
import { metrics } from '../../../metrics'
import type { Store } from '../../../store'

/** Of what a metric got better in the whole run: past that, what follows is seen in details. */
const mostOfIt = 0.8
/** Fewer epochs say nothing of a course. */
const leastEpochs = 4

export interface Recognisable {
  run: string
  metric: string
  epoch: number
  /** Of how many. */
  epochs: number
  step: number
  /** Of training, in that run. */
  seconds: number
}

/** Null where no run of this model on pictures of this size has been evaluated over some epochs. */
export function recognisable(store: Store, model: ModelDefinition, image: ImageShape): Recognisable | null {
  for (const run of store.runs.list()) {
    if (run.model !== model.id || run.image.join() !== image.join()) continue
    const trained = store.history.epochs(run.id)
    const values = store.metrics.list(run.id)
    for (const metric of metrics.all.filter(({ better, share }) => better === 'lower' && !share)) {
      const course = values
        .filter(value => value.metric === metric.id && value.value !== null)
        .toSorted((a, b) => a.epoch - b.epoch)
        .map(({ epoch, step, value }) => ({ epoch, step, value: value ?? 0 }))
      const [first] = course
      const best = Math.min(...course.map(({ value }) => value))
      if (!first || course.length < leastEpochs || !(best < first.value)) continue
      const wanted = first.value - mostOfIt * (first.value - best)
      const reached = course.find(({ value }) => value <= wanted)
      if (!reached) continue
      const seconds = trained.filter(({ epoch }) => epoch <= reached.epoch).reduce((all, each) => all + each.seconds, 0)
      return { run: run.name, metric: metric.label, ...reached, epochs: run.epoch, seconds }
    }
  }
  return null
}
