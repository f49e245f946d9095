/**
 * A loss a hundred times what it was of late. It speaks when the median of at least 16 steps is that far above the
 * median of the 512 before them (a single spike is none); a loss that has nearly vanished is measured by a tenth of
 * what it was in the beginning, so that coming back is not exploding.
 */
import { epochOf, type Check, type WatchedRun, type Verdict } from './check'
import { median } from '../lib/median'
import { firstPossible, halfTheRate } from './tools/remedies'

const factor = 100
/** Over when it is within this of what it was. */
const calm = 10
const together = 16
const remembered = 512
const needed = 64

/** The size of one of the losses. */
class Size {
  private readonly first: number[]
  private recent: number[]
  private waiting: number[] = []

  constructor(past: readonly number[]) {
    this.first = past.slice(0, needed).map(Math.abs)
    this.recent = past.slice(-remembered).map(Math.abs)
  }

  /**
   * How many times its usual size the newest steps are; null where there is too little to say. `steps`: how many they
   * are.
   */
  take(losses: Float32Array): { times: number; steps: number } | null {
    for (const loss of losses) if (Number.isFinite(loss)) this.waiting.push(Math.abs(loss))
    if (this.waiting.length < together) return null
    const [now, steps] = [median(this.waiting), this.waiting.length]
    const usual = Math.max(median(this.recent), median(this.first) / 10)
    const known = this.recent.length >= needed
    // What has exploded is not what is usual.
    if (!known || now < factor * usual) this.recent = [...this.recent, ...this.waiting].slice(-remembered)
    if (this.first.length < needed) this.first.push(...this.waiting.slice(0, needed - this.first.length))
    this.waiting = []
    return known ? { times: now / usual, steps } : null
  }
}

function watch(run: WatchedRun) {
  const sizes = run.losses.map((_, curve) => new Size(run.past.losses[curve] ?? []))
  let found = run.found
  return {
    steps: ({ firstStep, losses }: { firstStep: number; losses: readonly Float32Array[] }): Verdict => {
      const last = firstStep + (losses[0]?.length ?? 0) - 1
      const looks = sizes.map((size, curve) => size.take(losses[curve] ?? new Float32Array()))
      const worst = looks.findIndex(look => look !== null && look.times >= factor)
      if (!found && worst >= 0) {
        found = true
        const { times, steps } = looks[worst] ?? { times: factor, steps: 1 }
        const since = last - steps + 1
        return {
          since,
          remedy: firstPossible(run, [halfTheRate(run)], true),
          message:
            `The ${run.losses[worst]?.label.toLowerCase() ?? ''} loss has exploded in ` +
            `epoch ${epochOf(since, run)}: it is ${inWords(times)} times what it was.`,
          advice:
            'It seldom calms down by itself. Go back to before it and train with a lower learning rate, or ' +
            'with gradient clipping.'
        }
      }
      if (found && looks.every(look => look !== null && look.times < calm)) {
        found = false
        return 'over'
      }
      return null
    }
  }
}

/** Beyond a million the digits say nothing more. */
const inWords = (times: number): string => (times < 1e6 ? Math.round(times).toLocaleString('en') : 'over a million')

const check: Check = { kind: 'exploding-loss', needs: [], watch }
export default check
