/** Which of the epochs that were evaluated is best, and by what. Pure. */
import type { Metric, MetricValue } from '../../../../shared/domain'
import { rankOf } from '../../compare/differences'

export interface Best {
  metric: Metric
  epoch: number
  value: number
  /** Among so many epochs. */
  of: number
}

/**
 * By each metric that was worked out of several epochs: those that say how good pictures are before those that say
 * what they should be like. Only what was measured alike is compared; of equals the newest is best.
 * @param values ascending by epoch
 */
export function bestEpochs(metrics: readonly Metric[], values: readonly MetricValue[]): Best[] {
  return metrics
    .filter(({ newestOnly }) => !newestOnly)
    .toSorted((a, b) => Number(a.better === 'reference') - Number(b.better === 'reference'))
    .flatMap(metric => {
      const own = values.filter(value => value.metric === metric.id)
      const alike = JSON.stringify(own.at(-1)?.settings)
      const ranked = own.flatMap(found => {
        const rank = JSON.stringify(found.settings) === alike ? rankOf(metric.better, found) : null
        return rank === null || found.value === null ? [] : [{ epoch: found.epoch, value: found.value, rank }]
      })
      const [best] = ranked.toReversed().toSorted((a, b) => a.rank - b.rank)
      return best && ranked.length > 1 ? [{ metric, epoch: best.epoch, value: best.value, of: ranked.length }] : []
    })
}
