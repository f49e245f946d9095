/** How the sidebar lists runs: grouped, ordered, and by which metric. */
import type { Output } from '../../../shared/ipc'
import { rankOf } from '../compare/differences'
import { preferences } from '../preferences.svelte'
import { toasts } from '../toasts.svelte'
import { request } from '../transport'
import type { Grouping, Order } from './arrange'

type Found = Output<'newestMetrics'>

class Looks {
  readonly grouping: Grouping = $derived(preferences.get('sidebar grouping') === 'data' ? 'data' : 'list')
  readonly order: Order = $derived.by(() => {
    const kept = preferences.get('sidebar order')
    return kept === 'name' || (typeof kept === 'string' && kept.startsWith('metric:')) ? (kept as Order) : 'date'
  })
  #found = $state.raw<Found>({ metrics: [], values: [] })
  readonly metrics: Found['metrics'] = $derived(this.#found.metrics)
  /** By run, of the metric that is ordered by. */
  readonly #ranks = $derived.by(() => {
    const metric = this.metrics.find(({ id }) => this.order === `metric:${id}`)
    return new Map(
      this.#found.values.flatMap(found => {
        const rank = found.metric === metric?.id ? rankOf(metric.better, found) : null
        return rank === null ? [] : [[found.run, rank] as const]
      })
    )
  })

  readonly rank = (run: string): number | null => this.#ranks.get(run) ?? null

  group(grouping: Grouping): void {
    preferences.set('sidebar grouping', grouping, 0)
  }

  sort(order: Order): void {
    preferences.set('sidebar order', order, 0)
  }

  unfolded = (sweep: string): boolean => preferences.get(`sweep/${sweep}/unfolded`) === true

  unfold(sweep: string, unfolded: boolean): void {
    preferences.set(`sweep/${sweep}/unfolded`, unfolded, 0)
  }

  /** What metrics there are to order by, and what they found. */
  async load(): Promise<void> {
    try {
      this.#found = await request('newestMetrics', {})
    } catch (problem) {
      toasts.error(problem)
    }
  }
}

export const looks = new Looks()
